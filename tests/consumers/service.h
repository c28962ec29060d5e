// A server on loopback with everything below it, for tests of what stands
// before and behind the wire.
#ifndef TESTS_CONSUMERS_SERVICE_H_
#define TESTS_CONSUMERS_SERVICE_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "consumers/client/client.h"
#include "consumers/server/server.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/open.h"
#include "loopledger/v1/command.pb.h"
#include "projections/all.h"
#include "projections/engine/runner.h"
#include "tests/log/temporary_directory.h"

namespace loopledger {

inline ServerOptions DevServer() {
  ServerOptions options;
  options.grpc = "127.0.0.1:0";
  options.dev = true;
  return options;
}

class Service {
 public:
  explicit Service(const ServerOptions& options = DevServer(),
                   std::unique_ptr<EventLog> log = nullptr)
      : options_(options),
        directory_(MakeTemporaryDirectory()),
        log_(std::move(log)) {
    Open();
  }
  ~Service() {
    Close();
    RemoveDirectory(directory_);
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Ends everything and begins again at the same address with the same data.
  void Restart() {
    Restart([](const std::string& /*views*/) {});
  }
  // The same, with something done to the directory of the views meanwhile.
  void Restart(absl::FunctionRef<void(const std::string& views)> meanwhile) {
    options_.grpc = server_->address();
    Close();
    meanwhile(absl::StrCat(directory_, "/views"));
    Open();
  }

  ClientOptions client() const {
    ClientOptions options;
    options.server = server_->address();
    return options;
  }
  Server& server() { return *server_; }
  Ledger& ledger() { return *ledger_; }
  const LogReader& log() const { return *log_; }
  const Runner& runner() const { return *runner_; }

 private:
  void Open() {
    WriterOptions writer;
    v1::LedgerFounded& founding = writer.founding.emplace();
    founding.set_ledger("test");
    founding.mutable_policy()->set_open_membership(true);
    v1::Marking& marking =
        *founding.mutable_policy()->mutable_default_marking();
    marking.set_gsc("OFFICIAL");
    marking.mutable_handling()->set_code("P");
    if (log_ == nullptr) {
      auto log = OpenLog(absl::StrCat("file:", directory_, "/log"));
      ASSERT_TRUE(log.ok()) << log.status();
      log_ = *std::move(log);
    }
    auto projections = AllProjections(*writer.vocabularies);
    auto ledger = Ledger::Open(*log_, clock_, std::move(writer));
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
    RunnerOptions runner_options;
    runner_options.directory = absl::StrCat(directory_, "/views");
    auto runner = Runner::Start(*log_, std::move(projections), runner_options);
    ASSERT_TRUE(runner.ok()) << runner.status();
    runner_ = *std::move(runner);
    auto server = Server::Start(options_, *ledger_, *log_, *runner_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void Close() {
    server_.reset();
    runner_.reset();
    ledger_.reset();
    log_.reset();
  }

  ServerOptions options_;
  const std::string directory_;
  const SystemClock clock_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Runner> runner_;
  std::unique_ptr<Server> server_;
};

inline v1::Command CommandFrom(absl::string_view command_id,
                               absl::string_view role) {
  v1::Command command;
  command.set_command_id(std::string(command_id));
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  command.mutable_actor()->set_org("police-scotland");
  command.mutable_actor()->set_person("a.reid");
  command.mutable_actor()->set_role(std::string(role));
  return command;
}

// Never refused where membership is open.
inline v1::Command AdmitOrganisation(int number) {
  v1::Command command =
      CommandFrom(absl::StrCat("admit-", number), "STRATEGY_OWNER");
  auto& body = *command.mutable_admit_organisation();
  body.set_org_id(absl::StrCat("org-", number));
  body.set_name("FICTITIOUS");
  body.set_kind("POLICE");
  body.mutable_member_from()->set_seconds(1'750'000'000);
  body.set_clearance("SECRET");
  return command;
}

// Shows in the view threat_picture.reports.
inline v1::Command SubmitReport(int number) {
  v1::Command command =
      CommandFrom(absl::StrCat("report-", number), "INTEL_OFFICER");
  auto& body = *command.mutable_submit_report();
  body.set_report_id(absl::StrCat("R-", number));
  body.set_source_ref("S");
  body.mutable_date_of_intelligence()->set_seconds(1'750'000'000);
  v1::ReportItem& item = *body.add_items();
  item.set_number(1);
  item.set_text("FICTITIOUS");
  item.mutable_grade()->set_source("1");
  item.mutable_grade()->set_intelligence("B");
  item.set_nature("FACT");
  body.mutable_provenance()->set_text("FICTITIOUS");
  *body.mutable_provenance()->mutable_grade() = item.grade();
  body.set_risk_assessment_done(true);
  return command;
}

inline v1::Command AcceptReport(int number) {
  v1::Command command =
      CommandFrom(absl::StrCat("accept-", number), "INTEL_MANAGER");
  command.mutable_actor()->set_person("m.grant");
  command.mutable_accept_report()->set_report_id(absl::StrCat("R-", number));
  return command;
}

}  // namespace loopledger

#endif  // TESTS_CONSUMERS_SERVICE_H_
