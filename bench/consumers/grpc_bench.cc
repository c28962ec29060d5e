// Publishing over gRPC on loopback, client and server in this process, into the
// embedded durable log; beside it the bare echo of the same messages with the
// same client and window: what gRPC and protobuf alone allow.
#include <benchmark/benchmark.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "bench/support/commands.h"
#include "bench/support/scratch_directory.h"
#include "consumers/client/client.h"
#include "consumers/server/server.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/open.h"
#include "loopledger/v1/services.grpc.pb.h"

namespace loopledger {
namespace {

constexpr int kCommands = 100'000;
constexpr int kWindow = 256;
constexpr char kMethod[] = "/loopledger.v1.LedgerService/SubmitStream";

// A ledger with its server, and no views: they have a bench of their own.
struct Service {
  Service() {
    WriterOptions writer;
    writer.founding = BenchFounding();
    log = OpenLog("file:" + folder / "log").value();
    ledger = Ledger::Open(*log, clock, std::move(writer)).value();
    runner = Runner::Start(*log, {}, {.directory = folder / "views"}).value();
    ServerOptions options;
    options.grpc = "127.0.0.1:0";
    options.dev = true;
    server = Server::Start(options, *ledger, *log, *runner).value();
  }

  const ScratchDirectory folder;
  const SystemClock clock;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<Runner> runner;
  std::unique_ptr<Server> server;
};

// Sends back what it reads, as the message that it is.
class EchoCall final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  EchoCall() { StartRead(&message_); }
  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    v1::Command command;
    bool own = false;
    using Traits = grpc::SerializationTraits<v1::Command>;
    CHECK(Traits::Deserialize(&message_, &command).ok());
    CHECK(Traits::Serialize(command, &message_, &own).ok());
    StartWrite(&message_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) StartRead(&message_);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer message_;
};

class EchoService final
    : public v1::LedgerService::WithRawCallbackMethod_SubmitStream<
          v1::LedgerService::Service> {
 public:
  using WithRawCallbackMethod_SubmitStream::SubmitStream;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitStream(
      grpc::CallbackServerContext* /*context*/) override {
    return std::make_unique<EchoCall>().release();
  }
};

struct Echo {
  Echo() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service);
    server = builder.BuildAndStart();
    CHECK(server != nullptr);
    address = absl::StrCat("127.0.0.1:", port);
  }
  ~Echo() { server->Shutdown(); }

  EchoService service;
  std::unique_ptr<grpc::Server> server;
  std::string address;
};

// Sends messages one by one with a window of unanswered ones.
class Asker final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Asker(grpc::GenericStub& stub, const std::vector<grpc::ByteBuffer>& messages)
      : messages_(messages) {
    stub.PrepareBidiStreamingCall(&context_, kMethod, {}, this);
    AddHold();  // Reads and writes go on from each other's callbacks.
    StartRead(&answer_);
    StartWrite(&messages_[0]);
    StartCall();
  }

  void Await() {
    done_.WaitForNotification();
    CHECK(answered_ == messages_.size());
  }

  void OnWriteDone(bool ok) override {
    CHECK(ok);
    absl::MutexLock lock(&mu_);
    ++sent_;
    writing_ = false;
    Write();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    absl::MutexLock lock(&mu_);
    ++answered_;
    if (answered_ == messages_.size()) {
      StartWritesDone();
      RemoveHold();
      return;
    }
    StartRead(&answer_);
    Write();
  }

  void OnDone(const grpc::Status& status) override {
    CHECK(status.ok());
    done_.Notify();
  }

 private:
  void Write() {
    if (writing_ || sent_ == messages_.size() || sent_ - answered_ >= kWindow) {
      return;
    }
    writing_ = true;
    StartWrite(&messages_[sent_]);
  }

  const std::vector<grpc::ByteBuffer>& messages_;
  grpc::ClientContext context_;
  grpc::ByteBuffer answer_;
  absl::Mutex mu_;
  size_t sent_ = 0;
  size_t answered_ = 0;
  bool writing_ = true;
  absl::Notification done_;
};

std::vector<grpc::ByteBuffer> Messages() {
  std::vector<grpc::ByteBuffer> messages;
  for (int i = 0; i < kCommands; ++i) {
    const std::string bytes = AdmitOrganisation(i).SerializeAsString();
    const grpc::Slice slice(bytes);
    messages.emplace_back(&slice, 1);
  }
  return messages;
}

void AskAll(const std::string& address,
            const std::vector<grpc::ByteBuffer>& messages) {
  grpc::GenericStub stub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  Asker(stub, messages).Await();
}

void EchoStream(benchmark::State& state) {
  const Echo echo;
  const std::vector<grpc::ByteBuffer> messages = Messages();
  for (auto _ : state) AskAll(echo.address, messages);
  state.SetItemsProcessed(state.iterations() * kCommands);
}

void SubmitStream(benchmark::State& state) {
  const std::vector<grpc::ByteBuffer> messages = Messages();
  for (auto _ : state) {
    state.PauseTiming();
    auto service = std::make_unique<Service>();
    state.ResumeTiming();
    AskAll(service->server->address(), messages);
    state.PauseTiming();
    CHECK(service->ledger->head().next == kCommands + 2);
    service.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kCommands);
}

void SubmitBatches(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto service = std::make_unique<Service>();
    std::vector<v1::Command> commands;
    for (int i = 0; i < kCommands; ++i)
      commands.push_back(AdmitOrganisation(i));
    ClientOptions options;
    options.server = service->server->address();
    state.ResumeTiming();
    Client client(options);
    size_t next = 0;
    size_t accepted = 0;
    const absl::Status status = client.Publish(
        [&](v1::Command& command) {
          if (next == commands.size()) return Client::Supply::kEnd;
          command.Swap(&commands[next++]);
          return Client::Supply::kCommand;
        },
        [&](const v1::SubmitResult& result) {
          accepted += result.has_receipt() ? 1 : 0;
          return true;
        },
        /*omit_events=*/true);
    state.PauseTiming();
    CHECK(status.ok() && accepted == kCommands);
    service.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kCommands);
}

BENCHMARK(SubmitStream)
    ->Name("publish over gRPC, one command a message")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(EchoStream)
    ->Name(
        "publish over gRPC, one command a message | bare echo of the message")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(SubmitBatches)
    ->Name("publish over gRPC, batches of 512")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace loopledger

int main(int argc, char** argv) {
  // As the program itself does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
