// Where each setting's value comes from: flag over environment over config file
// over default. Every setting has one name, used in all of them: `grpc` is
// --grpc, LOOPLEDGER_GRPC and `grpc:`.
#ifndef TOOLS_SETTINGS_H_
#define TOOLS_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace loopledger {

// Whether `text` is a name as the ledger itself takes names.
bool IsIdentifier(absl::string_view text);

struct SettingInfo {
  enum class Kind {
    kText,
    kSwitch,
    kCount,
    kDuration,
    kFormat,
    kIdentifier,  // Or empty.
    kListen,      // HOST:PORT
    kServer,      // As gRPC names one.
  };

  const char* name;
  Kind kind;
  const char* fallback;  // The default.
  const char* meaning;
};

absl::Span<const SettingInfo> AllSettings();
// Null when there is no such setting.
const SettingInfo* FindSetting(absl::string_view name);

struct SettingValue {
  std::string text;
  std::string origin;  // "flag --grpc", "environment LOOPLEDGER_GRPC", ...
};

class Settings {
 public:
  // From a flag. Checked by Load, so that a wrong flag reads like a wrong file.
  void SetFlag(absl::string_view name, absl::string_view text);

  // Reads the environment and the config file that `config`, so far, names.
  // kInvalidArgument: a value is wrong or a key unknown; says where.
  absl::Status Load();

  // Checks a config file alone. kInvalidArgument names file, line and key.
  static absl::Status CheckFile(const std::string& path);

  std::string Text(absl::string_view name) const;
  bool Switch(absl::string_view name) const;
  int64_t Count(absl::string_view name) const;
  absl::Duration Duration(absl::string_view name) const;

  // The value in force. `name` must be one of AllSettings.
  SettingValue Value(absl::string_view name) const;
  // What the config file says of librdkafka, by its names: the keys
  // `rdkafka.NAME`, which are not among AllSettings.
  const std::map<std::string, SettingValue>& kafka() const { return kafka_; }
  // True when a flag, the environment or the file says it.
  bool IsSet(absl::string_view name) const;

 private:
  enum Layer { kFile, kEnvironment, kFlag };

  absl::Status Put(absl::string_view name, Layer layer, absl::string_view text,
                   absl::string_view origin);
  absl::Status LoadEnvironment();
  absl::Status LoadFile(const std::string& path);
  absl::Status PutKafka(const std::string& name, const std::string& text,
                        const std::string& origin);

  std::map<std::string, std::map<Layer, SettingValue>> layers_;
  std::map<std::string, SettingValue> kafka_;
};

}  // namespace loopledger

#endif  // TOOLS_SETTINGS_H_
