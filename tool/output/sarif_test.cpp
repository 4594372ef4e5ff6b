#include "tool/output/sarif.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tool/note.h"
#include "tool/output/run_report.h"
#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

using Json = nlohmann::json;

class Sarif : public testing::Test {
 protected:
  Sarif() : folder_(write_test_file("a b/sample.cpp", kSampleSource)), source_(folder_) {
    findings_ = {sample_finding(folder_ + "/a b/sample.cpp")};
  }

  Json document(const RunReport& report = {"1.2.3", 1, {}, {}, {}}) {
    return Json::parse(sarif_output(findings_, report, source_));
  }
  Json run() { return document()["runs"].at(0); }
  Json result() { return run()["results"].at(0); }

  std::string folder_;
  SourceText source_;
  std::vector<Finding> findings_;
};

/// What the standard demands of every object of the kinds we write; each violation is a failure.
void expect_location(const Json& location) {
  const Json& physical = location.at("physicalLocation");
  EXPECT_FALSE(physical.at("artifactLocation").at("uri").get<std::string>().empty());
  EXPECT_GE(physical.at("region").at("startLine").get<int>(), 1);
  EXPECT_GE(physical.at("region").at("startColumn").get<int>(), 1);
}

TEST_F(Sarif, HasVersionSchemaAndDriver) {
  const Json json = document();
  EXPECT_EQ(json.at("version"), "2.1.0");
  EXPECT_TRUE(json.at("$schema").get<std::string>().ends_with("sarif-schema-2.1.0.json"));
  EXPECT_EQ(json.at("runs").size(), 1U);
  EXPECT_EQ(run().at("tool").at("driver").at("name"), "racecheck");
  EXPECT_EQ(run().at("tool").at("driver").at("semanticVersion"), "1.2.3");
}

TEST_F(Sarif, EveryRuleHasItsPageAsHelp) {
  const Json rules = run().at("tool").at("driver").at("rules");
  ASSERT_FALSE(rules.empty());
  for (const Json& rule : rules) {
    EXPECT_TRUE(rule.at("id").get<std::string>().starts_with("racelab-"));
    EXPECT_FALSE(rule.at("shortDescription").at("text").get<std::string>().empty());
    EXPECT_TRUE(rule.at("help").at("markdown").get<std::string>().starts_with("# " + rule.at("id").get<std::string>()));
    EXPECT_FALSE(rule.at("help").at("text").get<std::string>().empty());
  }
}

TEST_F(Sarif, AResultNamesItsRuleByIdAndIndex) {
  const Json rules = run().at("tool").at("driver").at("rules");
  EXPECT_EQ(result().at("ruleId"), "racelab-unguarded-update");
  EXPECT_EQ(rules.at(result().at("ruleIndex").get<std::size_t>()).at("id"), result().at("ruleId"));
  EXPECT_EQ(result().at("level"), "warning");
  EXPECT_EQ(result().at("message").at("text"), "'v.value' is updated by two processes.");
}

TEST_F(Sarif, PlacesAreRelativeToTheWorkingFolder) {
  const Json artifact = result().at("locations").at(0).at("physicalLocation").at("artifactLocation");
  EXPECT_EQ(artifact.at("uri"), "a%20b/sample.cpp");
  const Json base = run().at("originalUriBaseIds").at(artifact.at("uriBaseId").get<std::string>());
  EXPECT_TRUE(base.at("uri").get<std::string>().starts_with("file:///"));
  EXPECT_TRUE(base.at("uri").get<std::string>().ends_with("/"));
}

TEST_F(Sarif, PlacesElsewhereAreAbsolute) {
  findings_ = {sample_finding("/usr/include/x.h")};
  EXPECT_EQ(result().at("locations").at(0).at("physicalLocation").at("artifactLocation"),
            Json({{"uri", "file:///usr/include/x.h"}}));
}

TEST_F(Sarif, ColumnsCountCodePoints) {
  EXPECT_EQ(run().at("columnKind"), "unicodeCodePoints");
  const Json step = result().at("codeFlows").at(0).at("threadFlows").at(0).at("locations").at(0).at("location");
  EXPECT_EQ(step.at("physicalLocation").at("region").at("startColumn"), 18);  // byte 19: one letter before it has two bytes
}

TEST_F(Sarif, BothAccessesHaveACodeFlowFromTheirStart) {
  const Json flows = result().at("codeFlows");
  ASSERT_EQ(flows.size(), 2U);
  for (const Json& flow : flows) {
    const Json steps = flow.at("threadFlows").at(0).at("locations");
    ASSERT_EQ(steps.size(), 2U);
    for (const Json& step : steps) expect_location(step.at("location"));
    EXPECT_EQ(steps.at(0).at("location").at("message").at("text"), "starts the process that runs 'job'");
  }
  const Json last = flows.at(1).at("threadFlows").at(0).at("locations").at(1).at("location");
  EXPECT_EQ(last.at("message").at("text"),
            "updates 'v.value', locks held: 'v.get_lock()' (taken at a b/sample.cpp:1:6), 'l' as a reader");
}

TEST_F(Sarif, RelatedPlacesAreTheSecondAccessAndTheReason) {
  const Json related = result().at("relatedLocations");
  ASSERT_EQ(related.size(), 2U);
  for (const Json& location : related) expect_location(location);
  EXPECT_NE(related.at(0).at("id"), related.at(1).at("id"));
  EXPECT_EQ(related.at(1).at("message").at("text"), "they may run in parallel: neither is joined before the other starts");
}

TEST_F(Sarif, HasAFingerprint) { EXPECT_EQ(result().at("partialFingerprints").at("racelab/v1").get<std::string>().size(), 16U); }

TEST_F(Sarif, WithoutFindingsTheListIsEmptyNotMissing) {
  findings_.clear();
  EXPECT_EQ(run().at("results"), Json::array());
}

TEST_F(Sarif, TellsWhatWasNotAnalysed) {
  const Json good = document().at("runs").at(0).at("invocations").at(0);
  EXPECT_EQ(good.at("executionSuccessful"), true);
  EXPECT_EQ(good.at("toolExecutionNotifications"), Json::array());
  const Json bad = document({"1.2.3", 2, {}, {"'x.c' does not parse"}, {}}).at("runs").at(0).at("invocations").at(0);
  EXPECT_EQ(bad.at("executionSuccessful"), false);
  EXPECT_EQ(bad.at("exitCode"), 2);
  EXPECT_EQ(bad.at("toolExecutionNotifications").at(0).at("message").at("text"), "'x.c' does not parse");
}

TEST_F(Sarif, NotesAreNotificationsWithTheirPlace) {
  const Note note{"racelab-unused-suppression", {folder_ + "/a b/sample.cpp", 2, 1, ""}, "remove it"};
  const Note of_a_file{"racelab-outdated-baseline", {"base.json", 0, 0, ""}, "gone"};
  const Json run = document({"1.2.3", 1, {}, {}, {}, 0, 0, {note, of_a_file}}).at("runs").at(0).at("invocations").at(0);
  EXPECT_EQ(run.at("executionSuccessful"), true);
  const Json notifications = run.at("toolExecutionNotifications");
  ASSERT_EQ(notifications.size(), 2U);
  EXPECT_EQ(notifications.at(0).at("descriptor").at("id"), "racelab-unused-suppression");
  EXPECT_EQ(notifications.at(0).at("level"), "warning");
  expect_location(notifications.at(0).at("locations").at(0));
  EXPECT_EQ(notifications.at(1).at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"), "base.json");
}

TEST_F(Sarif, BytesThatAreNotUtf8DoNotBreakTheDocument) {
  write_test_file("a b/sample.cpp", "\nv.value += num; // \xff\n");
  EXPECT_EQ(document().at("version"), "2.1.0");
}

TEST_F(Sarif, AMistakeAtOnePlaceHasOneFlowAndNothingRelated) {
  findings_ = {sample_mistake(folder_ + "/a b/sample.cpp")};
  EXPECT_EQ(result().at("ruleId"), "racelab-double-lock");
  EXPECT_EQ(result().at("codeFlows").size(), 1U);
  EXPECT_TRUE(result().at("relatedLocations").empty());
}

}  // namespace
}  // namespace check
