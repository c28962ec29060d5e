# The compiler, its warnings, and the two tools that make it fast when they
# are there: ccache and mold. The build works without either.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  # The cache holds for any folder that the sources lie in.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(LOOPLEDGER_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

# Linked by our own code only; generated code and libraries are not held to it.
add_library(room_warnings INTERFACE)
target_compile_options(room_warnings INTERFACE
  # GCC 12 sees overflows that are none in what was precompiled.
  $<$<NOT:$<BOOL:${LOOPLEDGER_PRECOMPILE}>>:-Werror>
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wfloat-conversion -Wimplicit-fallthrough
  # A designated initializer may leave fields at their defaults.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(room_warnings INTERFACE
    # False in GCC 12's own std::string (GCC bug 105651).
    -Wno-restrict)
endif()
