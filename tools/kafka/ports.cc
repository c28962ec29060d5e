#include "tools/kafka/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <random>

#include "absl/status/status.h"

namespace loopledger::broker {
namespace {

constexpr int kLowest = 10000;
constexpr int kEphemeral = 32768;  // Where /proc does not say.
constexpr int kTriesMax = 1000;

int FirstEphemeral() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  int first = 0;
  if (!(file >> first) || first <= kLowest) return kEphemeral;
  return std::min(first, kEphemeral);
}

}  // namespace

bool IsFree(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return false;
  const int on = 1;  // As a broker does: what is only closing is free.
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = bind(listener, reinterpret_cast<sockaddr*>(&address),
                          sizeof(address)) == 0 &&
                     listen(listener, 1) == 0;
  close(listener);
  return bound;
}

absl::StatusOr<std::vector<int>> PickPorts(int count) {
  std::random_device entropy;
  std::uniform_int_distribution<int> any(kLowest, FirstEphemeral() - 1);
  std::vector<int> picked;
  for (int i = 0; i < kTriesMax; ++i) {
    if (static_cast<int>(picked.size()) == count) return picked;
    const int port = any(entropy);
    const bool had =
        std::find(picked.begin(), picked.end(), port) != picked.end();
    if (!had && IsFree(port)) picked.push_back(port);
  }
  return absl::ResourceExhaustedError(
      "could not find a free port on 127.0.0.1");
}

}  // namespace loopledger::broker
