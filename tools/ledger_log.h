// Opens the ledger's log as the settings say.
#ifndef TOOLS_LEDGER_LOG_H_
#define TOOLS_LEDGER_LOG_H_

#include <string>

#include "ledger/log/kafka_settings.h"
#include "tools/settings.h"

namespace loopledger {

// The setting `log`, or else the embedded log under `data`.
std::string LogUrlOf(const Settings& settings, const std::string& data);

// What a log on Kafka needs besides its URL.
KafkaSettings KafkaSettingsOf(const Settings& settings);

}  // namespace loopledger

#endif  // TOOLS_LEDGER_LOG_H_
