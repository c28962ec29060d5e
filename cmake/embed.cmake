# Holds text files in the binary.
#
#   embedded_text(file header namespace NAME)
#       makes the C++ source ${NAME}, which defines the function
#       `absl::string_view NAME()` that `header` declares in `namespace`.
#
# Run as a script (-P), it writes that source.

function(embedded_text file header namespace name)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DIN=${file} -DOUT=${source} -DHEADER=${header}
      -DNAMESPACE=${namespace} -DNAME=${name} -P ${script}
    DEPENDS ${file} ${script}
    VERBATIM)
  set(${name} ${source} PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${IN} text)
  file(WRITE ${OUT} "#include \"${HEADER}\"\n
namespace ${NAMESPACE} {

absl::string_view ${NAME}() {
  static constexpr char kText[] = R\"embedded(${text})embedded\";
  return {kText, sizeof(kText) - 1};
}

}  // namespace ${NAMESPACE}\n")
endif()
