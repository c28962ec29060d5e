// Makes and deletes topics as an operator would, rightly or wrongly.
#ifndef TESTS_KAFKA_TOPIC_ADMIN_H_
#define TESTS_KAFKA_TOPIC_ADMIN_H_

#include <map>
#include <string>

namespace loopledger {

// With a ledger's settings, but for those in `settings`.
void MakeTopic(const std::string& topic,
               const std::map<std::string, std::string>& settings,
               int partitions = 1);

// Returns when it is gone.
void DeleteTopic(const std::string& topic);

}  // namespace loopledger

#endif  // TESTS_KAFKA_TOPIC_ADMIN_H_
