#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "tests/kafka/test_kafka.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/cluster.h"
#include "tools/kafka/files.h"
#include "tools/kafka/jars.h"
#include "tools/kafka/java.h"
#include "tools/kafka/node.h"
#include "tools/kafka/plan.h"
#include "tools/kafka/ports.h"
#include "tools/kafka/probe.h"
#include "tools/kafka/process.h"

namespace loopledger::broker {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;

constexpr absl::Duration kLong = absl::Seconds(60);

class Folder : public testing::Test {
 protected:
  Folder() : path_(MakeTemporaryDirectory()) {}
  ~Folder() override { RemoveDirectory(path_); }

  Program Sh(const std::string& script) const {
    return {.words = {"sh", "-c", script},
            .folder = path_,
            .output = absl::StrCat(path_, "/output")};
  }
  std::string Output() const {
    return ReadFileOr(absl::StrCat(path_, "/output"), "(none)");
  }

  std::string path_;
};

Plan ThreeBrokers() {
  return {.id = "MkU3OEVBNTcwNTJENDM2Qk",
          .ports = {9001, 9002, 9003},
          .quorum = {9101, 9102, 9103},
          .heap_mib = 300,
          .set = {"log.segment.bytes=1048576"}};
}

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n');
}

TEST(Plans, AreReadAsTheyWereWritten) {
  const auto plan = ParsePlan(ToText(ThreeBrokers()));
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->id, Eq("MkU3OEVBNTcwNTJENDM2Qk"));
  EXPECT_THAT(plan->ports, ElementsAre(9001, 9002, 9003));
  EXPECT_THAT(plan->quorum, ElementsAre(9101, 9102, 9103));
  EXPECT_THAT(plan->heap_mib, Eq(300));
  EXPECT_THAT(plan->set, ElementsAre("log.segment.bytes=1048576"));
  EXPECT_THAT(plan->Bootstrap(),
              Eq("127.0.0.1:9001,127.0.0.1:9002,127.0.0.1:9003"));
}

TEST(Plans, ThatAreNotWholeAreRefused) {
  for (const char* text :
       {"", "id=x\n", "nonsense", "id=x\nports=1\nquorum=1,2\nheap_mib=1\n",
        "id=x\nports=one\nquorum=1\nheap_mib=1\n",
        "id=x\nports=70000\nquorum=1\nheap_mib=1\n", "colour=red\n",
        "id=x\nports=1\nquorum=2\nheap_mib=1\nset==1\n"}) {
    EXPECT_THAT(ParsePlan(text), StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(Plans, OfThreeBrokersKeepThreeCopiesAndOfOneOne) {
  const auto three = Lines(ServerProperties(ThreeBrokers(), 2, "/data"));
  EXPECT_THAT(three, Contains("default.replication.factor=3"));
  EXPECT_THAT(three, Contains("min.insync.replicas=2"));
  EXPECT_THAT(three, Contains("listeners=PLAINTEXT://127.0.0.1:9002,"
                              "CONTROLLER://127.0.0.1:9102"));
  EXPECT_THAT(three, Contains("controller.quorum.voters=1@127.0.0.1:9101,"
                              "2@127.0.0.1:9102,3@127.0.0.1:9103"));
  Plan one = ThreeBrokers();
  one.ports.resize(1);
  one.quorum.resize(1);
  EXPECT_THAT(Lines(ServerProperties(one, 1, "/data")),
              Contains("default.replication.factor=1"));
  EXPECT_THAT(Lines(ServerProperties(one, 1, "/data")),
              Contains("auto.create.topics.enable=false"));
}

TEST(Plans, PutWhatIsSetInPlaceOfOursOrBehindIt) {
  Plan plan = ThreeBrokers();
  plan.set = {"log.segment.bytes=1048576", "num.io.threads=1",
              "listeners+=SASL://127.0.0.1:9999", "new.list+=first"};
  const auto lines = Lines(ServerProperties(plan, 1, "/data"));
  EXPECT_THAT(lines, Contains("log.segment.bytes=1048576"));
  EXPECT_THAT(lines, Contains("num.io.threads=1"));
  EXPECT_THAT(lines, Not(Contains("num.io.threads=4")));
  EXPECT_THAT(lines, Contains("listeners=PLAINTEXT://127.0.0.1:9001,"
                              "CONTROLLER://127.0.0.1:9101,"
                              "SASL://127.0.0.1:9999"));
  EXPECT_THAT(lines, Contains("new.list=first"));
  EXPECT_THAT(CheckSetting("+=x"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ClusterIds, AreTwentyTwoCharactersAndNeverTheSame) {
  std::set<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    const std::string id = MakeClusterId();
    EXPECT_THAT(id.size(), Eq(22U));
    EXPECT_FALSE(absl::StartsWith(id, "-")) << id;
    ids.insert(id);
  }
  EXPECT_THAT(ids.size(), Eq(200U));
}

TEST(JavaVersions, AreReadAsEachJavaPrintsThem) {
  EXPECT_THAT(JavaVersionOf("openjdk version \"17.0.15\" 2025-04-15\n"),
              Optional(17));
  EXPECT_THAT(JavaVersionOf("java version \"1.8.0_292\"\n"), Optional(8));
  EXPECT_THAT(JavaVersionOf("openjdk version \"21\" 2023-09-19\n"),
              Optional(21));
  EXPECT_THAT(JavaVersionOf("openjdk version \"25-ea\" 2025-09-16\n"),
              Optional(25));
  EXPECT_THAT(JavaVersionOf("command not found"), Eq(std::nullopt));
  EXPECT_THAT(JavaVersionOf("version \"new\""), Eq(std::nullopt));
}

TEST(Jars, ArePinnedWithTheBrokersVersion) {
  EXPECT_THAT(std::string(SumsText()),
              HasSubstr(absl::StrCat("kafka_2.13-", std::string(KafkaVersion()),
                                     ".jar")));
  EXPECT_THAT(
      std::string(PomText()),
      HasSubstr(absl::StrCat("<kafka.version>", std::string(KafkaVersion()))));
  EXPECT_THAT(JarsFolder(),
              HasSubstr(absl::StrCat("/loopledger/kafka-",
                                     std::string(KafkaVersion()))));
}

TEST(Ports, ThatArePickedAreFreeAndDiffer) {
  const auto picked = PickPorts(6);
  ASSERT_THAT(picked, IsOk());
  const std::set<int> different(picked->begin(), picked->end());
  EXPECT_THAT(different.size(), Eq(6U));
  for (const int port : *picked) EXPECT_TRUE(IsFree(port)) << port;
}

TEST(Ports, OfABrokerThatListensAreNotFree) {
  const std::vector<std::string> parts =
      absl::StrSplit(TestKafka(), absl::ByAnyChar(":,"));
  EXPECT_FALSE(IsFree(std::stoi(parts[1]))) << TestKafka();
}

TEST_F(Folder, KeepsFilesWhole) {
  const std::string file = absl::StrCat(path_, "/file");
  EXPECT_THAT(ReadFileOr(file, "nothing"), Eq("nothing"));
  ASSERT_THAT(WriteFile(file, "one\n"), IsOk());
  ASSERT_THAT(WriteFile(file, "two\n"), IsOk());
  EXPECT_THAT(ReadFileOr(file, "nothing"), Eq("two\n"));
  EXPECT_THAT(WriteFile(absl::StrCat(path_, "/none/file"), "x"),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(Folder, RunsAProgramToItsEnd) {
  EXPECT_THAT(broker::Run(Sh("echo said; echo also >&2; pwd; exit 7")),
              IsOkAndHolds(7));
  EXPECT_THAT(Output(), HasSubstr("said\nalso\n"));
  EXPECT_THAT(Output(),
              HasSubstr(std::filesystem::path(path_).filename().string()));
  EXPECT_THAT(broker::Run(Sh("kill -9 $$")), IsOkAndHolds(128 + SIGKILL));
}

TEST_F(Folder, NamesAProgramThatIsNotThere) {
  Program program = Sh("");
  program.words = {"no-such-program"};
  EXPECT_THAT(broker::Run(program), StatusIs(absl::StatusCode::kNotFound,
                                             HasSubstr("no-such-program")));
}

TEST_F(Folder, HandsNoFileOfOursToAProgram) {
  int ends[2] = {};
  ASSERT_THAT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), Eq(0));
  ASSERT_THAT(broker::Run(Sh("ls /proc/$$/fd")), IsOkAndHolds(0));
  EXPECT_THAT(Lines(Output()), Not(Contains(absl::StrCat(ends[0]))));
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Folder, SignalsOnlyTheProcessThatWasMeant) {
  const auto process = Start(Sh("exec sleep 1000"));
  ASSERT_THAT(process, IsOk());
  EXPECT_TRUE(Runs(*process));
  EXPECT_THAT(Identify(process->number), Optional(*process));
  ProcessId other = *process;  // As if the number were given away since.
  other.started += 1;
  EXPECT_FALSE(Runs(other));
  EXPECT_FALSE(Signal(other, SIGKILL));
  EXPECT_FALSE(AwaitAllEnd({*process}, absl::ZeroDuration()));
  EXPECT_TRUE(Signal(*process, SIGTERM));
  EXPECT_TRUE(AwaitAllEnd({*process}, kLong));
  EXPECT_FALSE(Runs(*process));
  EXPECT_FALSE(Signal(*process, SIGTERM));
}

TEST_F(Folder, WaitsForTheFirstThatEnds) {
  const auto stays = Start(Sh("exec sleep 1000"));
  const auto ends = Start(Sh("exit 0"));
  ASSERT_THAT(stays, IsOk());
  ASSERT_THAT(ends, IsOk());
  EXPECT_TRUE(AwaitAnyEnd({*stays, *ends}, kLong));
  EXPECT_FALSE(AwaitAnyEnd({*stays}, absl::ZeroDuration()));
  EXPECT_TRUE(Signal(*stays, SIGKILL));
  EXPECT_TRUE(AwaitAllEnd({*stays, *ends}, kLong));
}

TEST_F(Folder, TellsABrokerFromAnotherProcessOfItsNumber) {
  const NodeFolder node(path_, 1);
  ASSERT_THAT(MakeFolder(node.path()), IsOk());
  EXPECT_THAT(node.Running(), Eq(std::nullopt));
  const auto other = Identify(getpid());
  ASSERT_TRUE(other.has_value());
  ASSERT_THAT(WriteFile(absl::StrCat(node.path(), "/process"),
                        absl::StrCat(other->number, " ", other->started, " 0")),
              IsOk());
  EXPECT_THAT(node.Running(), Eq(std::nullopt));
}

TEST_F(Folder, QuotesTheLastErrorThatABrokerLogged) {
  const NodeFolder node(path_, 1);
  ASSERT_THAT(MakeFolder(node.path()), IsOk());
  EXPECT_THAT(node.LastWords(), IsEmpty());
  const std::string before = "10:00 ERROR Old: of an earlier run\n";
  ASSERT_THAT(WriteFile(absl::StrCat(node.path(), "/process"),
                        absl::StrCat("1 1 ", before.size())),
              IsOk());
  ASSERT_THAT(WriteFile(node.Log(),
                        absl::StrCat(before, "11:00 INFO Broker: starting\n",
                                     "11:01 ERROR Broker: no room\n",
                                     "11:02 INFO Broker: stopping\n")),
              IsOk());
  EXPECT_THAT(node.LastWords(), Eq("11:01 ERROR Broker: no room"));
}

TEST_F(Folder, ThatHoldsSomethingElseIsNotFilled) {
  ASSERT_THAT(WriteFile(absl::StrCat(path_, "/letter"), "mine\n"), IsOk());
  const auto up = Up({.data = path_});
  EXPECT_THAT(up, StatusIs(absl::StatusCode::kInvalidArgument,
                           HasSubstr("is not empty")));
  EXPECT_THAT(AdviceOf(up.status()).name, Eq("USAGE"));
}

TEST_F(Folder, WithoutAClusterHasNoneToStopOrLookAt) {
  EXPECT_THAT(Look(path_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Down(path_, std::nullopt, false),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Up({.data = path_, .only = 1}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(Probe, SeesTheBrokerThatTestsShare) {
  const std::vector<std::string> addresses = absl::StrSplit(TestKafka(), ',');
  const auto seen = BrokersSeenBy(addresses[0], kLong);
  ASSERT_THAT(seen, IsOk());
  EXPECT_FALSE(seen->empty());
}

TEST(Probe, NamesTheAddressThatDoesNotAnswer) {
  const auto port = PickPorts(1);
  ASSERT_THAT(port, IsOk());
  const std::string address = absl::StrCat("127.0.0.1:", (*port)[0]);
  EXPECT_THAT(BrokersSeenBy(address, absl::Milliseconds(100)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(address)));
}

TEST(Topics, OfTestsAreNeverTheSame) {
  EXPECT_THAT(UniqueTopic("a"), Not(Eq(UniqueTopic("a"))));
  EXPECT_TRUE(absl::StartsWith(UniqueTopic("a"), "test.a."));
}

}  // namespace
}  // namespace loopledger::broker
