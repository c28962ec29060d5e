# The libraries a room may name in its USES list, found once. All come from
# the distribution. Imported targets give their headers as SYSTEM.

find_package(Threads REQUIRED)
find_package(absl REQUIRED)          # absl::status, absl::strings, ...
find_package(Protobuf REQUIRED)      # protobuf::libprotobuf
find_package(OpenSSL REQUIRED)       # OpenSSL::Crypto, OpenSSL::SSL
find_package(yaml-cpp REQUIRED)      # yaml-cpp
find_package(PkgConfig REQUIRED)

# Makes the target `name` from the pkg-config module `module`.
function(library_from_pkg_config name module)
  pkg_check_modules(${name} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${module})
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(${name} INTERFACE PkgConfig::${name})
endfunction()

library_from_pkg_config(rocksdb rocksdb)
library_from_pkg_config(grpc++ grpc++)
library_from_pkg_config(zstd libzstd)
library_from_pkg_config(simdjson simdjson)
library_from_pkg_config(xxhash libxxhash)
library_from_pkg_config(rdkafka rdkafka)

# Has no pkg-config module of its own.
add_library(grpc++_reflection INTERFACE IMPORTED GLOBAL)
target_link_libraries(grpc++_reflection INTERFACE -lgrpc++_reflection grpc++)

# Headers only.
function(library_from_header name header)
  find_path(${name}_HEADERS ${header} REQUIRED)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${name} INTERFACE ${${name}_HEADERS})
endfunction()

library_from_header(CLI11 CLI/CLI.hpp)

# Programs are faster with it and work without; sanitizers bring their own. See
# docs/decisions/0023-programs-are-linked-with-jemalloc-where-it-is.md.
add_library(allocator INTERFACE IMPORTED GLOBAL)
find_library(JEMALLOC jemalloc)
if(JEMALLOC AND NOT CMAKE_CXX_FLAGS_DEBUG MATCHES "sanitize")
  target_link_libraries(allocator INTERFACE ${JEMALLOC})
endif()

if(LOOPLEDGER_TESTS)
  find_package(GTest REQUIRED)       # GTest::gtest, GTest::gmock
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
endif()
if(LOOPLEDGER_BENCH)
  find_package(benchmark REQUIRED)   # benchmark::benchmark
endif()

find_program(PROTOC protoc REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
