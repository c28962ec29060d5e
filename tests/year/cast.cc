#include "tests/year/cast.h"

#include "absl/strings/substitute.h"

namespace loopledger::year {
namespace {

// How many of an organisation have a role.
struct Post {
  const char* role;
  int people;
};

constexpr Post kEverywhere[] = {
    {"INTEL_OFFICER", 2}, {"INTEL_MANAGER", 2}, {"PARTICIPANT_LEAD", 1}};
constexpr Post kWhereAssessed[] = {{"ANALYST", 2}, {"REVIEWER", 1}};
constexpr Post kWhereLed[] = {{"TASKING_LEAD", 1}, {"OUTCOME_RECORDER", 1}};
constexpr Post kPoliceOnly[] = {{"TCG_CHAIR", 3},
                                {"STRATEGY_OWNER", 1},
                                {"MODERATOR", 1},
                                {"RECORDS_OFFICER", 2}};

void Grant(Office& office, const std::string& org, const Post& post) {
  for (int number = 1; number <= post.people; ++number) {
    const Who who{org, post.role, number};
    office.Do(Secretary(),
              absl::Substitute(
                  R"(grant_role { org_id: "$0" person: "$1"
                                   role: "$2" scope: "taskforce" to $3 })",
                  org, who.person(), post.role, office.InDays(400)));
  }
}

}  // namespace

const std::vector<Body>& Bodies() {
  static const std::vector<Body> bodies = {
      {kPolice, "POLICE", "TOP SECRET", true, true},
      {kAgency, "POLICE", "TOP SECRET", true, true},
      {"revenue-office", "REVENUE", "SECRET", true, true},
      {"border-service", "REVENUE", "SECRET", true, true},
      {"prosecution-service", "PROSECUTION", "SECRET", false, false},
      {"prison-service", "PRISON", "SECRET", true, true},
      {"council-alliance", "LOCAL_AUTHORITY", "SECRET", false, true},
      {"trading-standards", "LOCAL_AUTHORITY", "SECRET", false, true},
      {"environment-office", "LOCAL_AUTHORITY", "SECRET", false, true},
      {"fire-service", "LOCAL_AUTHORITY", "SECRET", false, false},
      {"health-fraud-office", "LOCAL_AUTHORITY", "SECRET", false, false},
      {"youth-trust", "THIRD_SECTOR", "OFFICIAL", false, false},
      {"business-forum", "PRIVATE", "OFFICIAL", false, false}};
  return bodies;
}

std::vector<std::string> Assessing() {
  std::vector<std::string> orgs;
  for (const Body& body : Bodies()) {
    if (body.assesses) orgs.push_back(body.org);
  }
  return orgs;
}

std::vector<std::string> Leading() {
  std::vector<std::string> orgs;
  for (const Body& body : Bodies()) {
    if (body.leads) orgs.push_back(body.org);
  }
  return orgs;
}

Who Secretary() { return {kPolice, "ADMINISTRATOR"}; }
Who Chair() { return {kPolice, "TCG_CHAIR", 1}; }
Who Deputy() { return {kPolice, "TCG_CHAIR", 2}; }
Who Convener() { return {kPolice, "TCG_CHAIR", 3}; }
Who Strategist() { return {kPolice, "STRATEGY_OWNER"}; }
Who Clerk(int number) { return {kPolice, "RECORDS_OFFICER", number}; }

v1::LedgerFounded Founding() {
  v1::LedgerFounded founding;
  founding.set_ledger("northmark");
  v1::Policy& policy = *founding.mutable_policy();
  policy.set_require_session(true);
  policy.mutable_default_marking()->set_gsc("OFFICIAL");
  policy.mutable_default_marking()->mutable_handling()->set_code("P");
  v1::OrganisationAdmitted& first = *founding.mutable_organisation();
  first.set_org_id(kPolice);
  first.set_name("Northmark Police (FICTITIOUS)");
  first.set_kind("POLICE");
  first.set_clearance("TOP SECRET");
  v1::Actor& secretary = *founding.mutable_administrator();
  secretary.set_org(Secretary().org);
  secretary.set_person(Secretary().person());
  secretary.set_role(Secretary().role);
  return founding;
}

void GatherTheTaskforce(Office& office) {
  for (const Body& body : Bodies()) {
    if (body.org != std::string(kPolice)) {
      office.Do(Secretary(), absl::Substitute(
                                 R"(admit_organisation { org_id: "$0"
                        name: "FICTITIOUS $0" kind: "$1" clearance: "$2"
                        agreements: "ISA-$0"
    })",
                                 body.org, body.kind, body.clearance));
    }
    for (const Post& post : kEverywhere) Grant(office, body.org, post);
    if (body.assesses) {
      for (const Post& post : kWhereAssessed) Grant(office, body.org, post);
    }
    if (body.leads) {
      for (const Post& post : kWhereLed) Grant(office, body.org, post);
    }
  }
  for (const Post& post : kPoliceOnly) Grant(office, kPolice, post);
  Grant(office, kAgency, {"MODERATOR", 1});
}

}  // namespace loopledger::year
