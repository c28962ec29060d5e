# A room is one folder: one library, one list of what it may see.
#
#   room(NAME HEADERS a.h.. SOURCES a.cc.. USES room::base absl::status..)
#       the library room_NAME, called room::NAME in USES lists.
#   room_binary(NAME SOURCES main.cc.. USES..)
#       the program NAME.
#   room_test(NAME SOURCES a_test.cc.. USES.. [HEADERS ..] [SHARDS n]
#             [TIMEOUT seconds] [LABELS ..] [KAFKA])
#       a GoogleTest program, run from the top of the source tree, so that a
#       test opens "tests/golden/x" by that name. SHARDS splits a long one into
#       n that run side by side. KAFKA: it needs a broker; tests/README.md.
#   room_python_test(NAME script.py [ARGS ..] [TIMEOUT seconds] [LABELS ..]
#                    [KAFKA])
#       a unittest script, run by Python 3 from the top of the source tree; with
#       KAFKA by the one that has tests/kafka/requirements.txt.
#   room_fuzz(NAME CORPUS folder SOURCES a_fuzz.cc.. USES..)
#       a libFuzzer target. With clang and -DLOOPLEDGER_FUZZ=ON it is one; else a
#       test that gives it the corpus and a bounded number of mutations of it.
#   room_bench(NAME SOURCES a_bench.cc.. USES..)
#       a Google Benchmark program, with a main of its own; part of the target
#       `benches`, and run by bench/table.py.
#
# USES is the include graph: a file may include its own room's headers and
# those of the rooms that this list names, no others. tests/tidy reads these
# calls and fails on the rest. Headers are included by full path from the top.

function(room_compiles target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE room_warnings)
endfunction()

# Compiles every header that no source of its own name includes first, so that
# each header is known to compile alone. Only in builds with tests.
function(room_headers_alone name)
  set(alone "")
  foreach(header IN LISTS ARGN)
    string(REGEX REPLACE "\\.h$" ".cc" source ${header})
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${source})
      file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR}
        ${CMAKE_CURRENT_SOURCE_DIR}/${header})
      string(REPLACE "/" "_" unit ${path})
      set(unit ${PROJECT_BINARY_DIR}/alone/${unit}.cc)
      file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"@path@\"\n" @ONLY)
      list(APPEND alone ${unit})
    endif()
  endforeach()
  if(alone AND LOOPLEDGER_TESTS)
    add_library(room_${name}_alone OBJECT ${alone})
    target_link_libraries(room_${name}_alone PRIVATE
      room_${name} room_warnings)
  endif()
endfunction()

# What nearly every room reads first, read once. Only where a build shall be
# there soon: without it each file shows that it includes what it uses.
function(room_reads_ahead target)
  if(NOT LOOPLEDGER_PRECOMPILE OR NOT TARGET room_proto)
    return()
  endif()
  if(NOT TARGET room_ahead)
    set(unit ${PROJECT_BINARY_DIR}/ahead.cc)
    file(CONFIGURE OUTPUT ${unit} CONTENT "" @ONLY)
    add_library(room_ahead OBJECT ${unit})
    room_compiles(room_ahead)
    target_link_libraries(room_ahead PRIVATE room::proto absl::flat_hash_map
      absl::statusor absl::strings absl::time)
    target_precompile_headers(room_ahead PRIVATE
      <map> <memory> <string> <vector>
      <absl/container/flat_hash_map.h> <absl/status/statusor.h>
      <absl/strings/str_cat.h> <absl/time/time.h>
      <loopledger/v1/command.pb.h> <loopledger/v1/record.pb.h>
      <loopledger/v1/views.pb.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM room_ahead)
endfunction()

function(room name)
  cmake_parse_arguments(ROOM "" "" "HEADERS;SOURCES;USES" ${ARGN})
  if(ROOM_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "room ${name}: unknown ${ROOM_UNPARSED_ARGUMENTS}")
  endif()
  if(ROOM_SOURCES)
    add_library(room_${name} STATIC ${ROOM_SOURCES} ${ROOM_HEADERS})
    room_compiles(room_${name})
    target_link_libraries(room_${name} PUBLIC ${ROOM_USES})
    if("room::proto" IN_LIST ROOM_USES)
      room_reads_ahead(room_${name})
    endif()
  else()
    add_library(room_${name} INTERFACE ${ROOM_HEADERS})
    target_include_directories(room_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(room_${name} INTERFACE ${ROOM_USES})
  endif()
  add_library(room::${name} ALIAS room_${name})
  room_headers_alone(${name} ${ROOM_HEADERS})
endfunction()

function(room_binary name)
  cmake_parse_arguments(ROOM "" "" "HEADERS;SOURCES;USES" ${ARGN})
  add_executable(${name} ${ROOM_SOURCES} ${ROOM_HEADERS})
  room_compiles(${name})
  target_link_libraries(${name} PRIVATE ${ROOM_USES} Threads::Threads)
endfunction()

# The tests of the fixture `kafka`, in tests/kafka, start and stop one broker for
# all of them, in this folder.
set(LOOPLEDGER_TEST_KAFKA_DATA ${PROJECT_BINARY_DIR}/kafka)

function(room_test_needs_kafka run)
  set_property(TEST ${run} APPEND PROPERTY ENVIRONMENT
    LOOPLEDGER_TEST_KAFKA_FILE=${LOOPLEDGER_TEST_KAFKA_DATA}/bootstrap)
  set_property(TEST ${run} APPEND PROPERTY FIXTURES_REQUIRED kafka)
  set_property(TEST ${run} APPEND PROPERTY LABELS kafka)
endfunction()

function(room_test name)
  if(NOT LOOPLEDGER_TESTS)
    return()
  endif()
  cmake_parse_arguments(ROOM "KAFKA" "SHARDS;TIMEOUT"
    "HEADERS;SOURCES;USES;LABELS" ${ARGN})
  room_binary(${name} HEADERS ${ROOM_HEADERS} SOURCES ${ROOM_SOURCES}
    USES ${ROOM_USES} GTest::gmock GTest::gtest_main)
  if(NOT ROOM_SHARDS)
    set(ROOM_SHARDS 1)
  endif()
  if(NOT ROOM_TIMEOUT)
    set(ROOM_TIMEOUT 300)
  endif()
  math(EXPR last "${ROOM_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(run ${name})
    if(last GREATER 0)
      set(run ${name}.${shard})
    endif()
    add_test(NAME ${run}
      COMMAND ${name} --gtest_color=no
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${run} PROPERTIES
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${ROOM_SHARDS};GTEST_SHARD_INDEX=${shard}"
      TIMEOUT ${ROOM_TIMEOUT} LABELS "${ROOM_LABELS}")
    if(ROOM_KAFKA)
      room_test_needs_kafka(${run})
    endif()
  endforeach()
endfunction()

function(room_python_test name script)
  if(NOT LOOPLEDGER_TESTS)
    return()
  endif()
  cmake_parse_arguments(ROOM "KAFKA" "TIMEOUT" "ARGS;LABELS" ${ARGN})
  if(NOT ROOM_TIMEOUT)
    set(ROOM_TIMEOUT 300)
  endif()
  set(python Python3::Interpreter)
  if(ROOM_KAFKA)
    set(python ${PROJECT_SOURCE_DIR}/.deps/python/bin/python3)
  endif()
  add_test(NAME ${name}
    COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ROOM_ARGS}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1"
    TIMEOUT ${ROOM_TIMEOUT} LABELS "${ROOM_LABELS}")
  if(ROOM_KAFKA)
    room_test_needs_kafka(${name})
  endif()
endfunction()

function(room_fuzz name)
  if(NOT LOOPLEDGER_TESTS)
    return()
  endif()
  cmake_parse_arguments(ROOM "" "CORPUS" "HEADERS;SOURCES;USES" ${ARGN})
  if(LOOPLEDGER_FUZZ)
    room_binary(${name} HEADERS ${ROOM_HEADERS} SOURCES ${ROOM_SOURCES}
      USES ${ROOM_USES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  room_binary(${name} HEADERS ${ROOM_HEADERS} SOURCES ${ROOM_SOURCES}
    ${PROJECT_SOURCE_DIR}/tests/fuzz/short_run.cc
    USES ${ROOM_USES} GTest::gtest)
  add_test(NAME ${name} COMMAND ${name} ${ROOM_CORPUS}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS fuzz)
endfunction()

function(room_bench name)
  if(NOT LOOPLEDGER_BENCH)
    return()
  endif()
  cmake_parse_arguments(ROOM "" "" "HEADERS;SOURCES;USES" ${ARGN})
  room_binary(${name} HEADERS ${ROOM_HEADERS} SOURCES ${ROOM_SOURCES}
    USES ${ROOM_USES} allocator benchmark::benchmark)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
  add_dependencies(benches ${name})
endfunction()
