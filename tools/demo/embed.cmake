# Makes a C++ source that holds a text file:
#   cmake -DIN=demo.ndjson -DOUT=demo_text.cc -DNAME=DemoText -P embed.cmake
file(READ ${IN} text)
file(WRITE ${OUT} "#include \"tools/demo/demo.h\"\n
namespace loopledger::demo {

absl::string_view ${NAME}() {
  static constexpr char kText[] = R\"embedded(${text})embedded\";
  return {kText, sizeof(kText) - 1};
}

}  // namespace loopledger::demo\n")
