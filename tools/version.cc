// loopledger version: what this binary is made of.
#include <google/protobuf/stubs/common.h>

#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {

Exit Version(const Globals& globals) {
  Json version = Json::Object();
  version.Add("version", Json::String(LOOPLEDGER_VERSION));
  version.Add("api", Json::String("loopledger.v1"));
  version.Add("compiler", Json::String(__VERSION__));
  version.Add("protobuf",
              Json::String(google::protobuf::internal::VersionString(
                  GOOGLE_PROTOBUF_VERSION)));
  PrintOne(globals.format(), version);
  return kExitOk;
}

}  // namespace loopledger
