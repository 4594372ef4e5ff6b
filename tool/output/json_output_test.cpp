#include "tool/output/json_output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/note.h"
#include "tool/output/run_report.h"
#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

using Json = nlohmann::json;

class JsonOutput : public testing::Test {
 protected:
  JsonOutput() : folder_(write_test_file("src/sample.cpp", kSampleSource)), source_(folder_) {
    findings_ = {sample_finding(folder_ + "/src/sample.cpp")};
  }

  Json document() {
    const std::string file = folder_ + "/src/sample.cpp";
    const Note note{"racelab-unused-suppression", {file, 4, 7, ""}, "remove it"};
    const Note of_a_file{"racelab-outdated-baseline", {"base.json", 0, 0, ""}, "gone"};
    const RunReport run{"1.2.3", 1, {file}, {"'x.c' does not parse"}, {"racelab-unguarded-update"}, 2, 3, {note, of_a_file}};
    return Json::parse(json_output(findings_, run, source_));
  }
  Json finding() { return document().at("findings").at(0); }

  std::string folder_;
  SourceText source_;
  std::vector<Finding> findings_;
};

TEST_F(JsonOutput, TellsItsVersionAndTheRun) {
  const Json json = document();
  EXPECT_EQ(json.at("version"), 1);
  EXPECT_EQ(json.at("tool"), Json({{"name", "racecheck"}, {"version", "1.2.3"}}));
  EXPECT_EQ(json.at("exit_code"), 1);
  EXPECT_EQ(json.at("checks"), Json({"racelab-unguarded-update"}));
  EXPECT_EQ(json.at("analysed"), Json({"src/sample.cpp"}));
  EXPECT_EQ(json.at("not_analysed"), Json({"'x.c' does not parse"}));
}

TEST_F(JsonOutput, TellsWhatIsSparedAndKnownAndItsNotes) {
  const Json json = document();
  EXPECT_EQ(json.at("spared"), 2);
  EXPECT_EQ(json.at("known"), 3);
  ASSERT_EQ(json.at("notes").size(), 2U);
  EXPECT_EQ(json.at("notes").at(0),
            Json({{"rule", "racelab-unused-suppression"}, {"message", "remove it"}, {"file", "src/sample.cpp"}, {"line", 4}}));
  EXPECT_EQ(json.at("notes").at(1).at("line"), nullptr);
}

TEST_F(JsonOutput, AFindingHasAllItsParts) {
  EXPECT_EQ(finding().at("rule"), "racelab-unguarded-update");
  EXPECT_EQ(finding().at("severity"), "warning");
  EXPECT_EQ(finding().at("class"), "atomicity");
  EXPECT_EQ(finding().at("message"), "'v.value' is updated by two processes");
  EXPECT_EQ(finding().at("why_parallel"), "neither is joined before the other starts");
  EXPECT_EQ(finding().at("fingerprint").get<std::string>().size(), 16U);
  EXPECT_EQ(finding().at("accesses").size(), 2U);
}

TEST_F(JsonOutput, AMistakeAtOnePlaceTellsWhatIsDoneThere) {
  findings_ = {sample_mistake(folder_ + "/src/sample.cpp")};
  ASSERT_EQ(finding().at("accesses").size(), 1U);
  EXPECT_EQ(finding().at("accesses").at(0).at("kind"), "takes 'm'");
  EXPECT_EQ(finding().at("accesses").at(0).at("path"), nullptr);
  EXPECT_EQ(finding().at("why_parallel"), nullptr);
}

TEST_F(JsonOutput, AnAccessHasPlaceLocksAndWay) {
  const Json access = finding().at("accesses").at(1);
  EXPECT_EQ(access.at("kind"), "update");
  EXPECT_EQ(access.at("path"), "v.value");
  EXPECT_EQ(access.at("place"),
            Json({{"file", "src/sample.cpp"}, {"line", 2}, {"column", 10}, {"function", "job"}, {"text", "\tv.value += num;"}}));
  ASSERT_EQ(access.at("locks").size(), 2U);
  EXPECT_EQ(access.at("locks").at(0).at("name"), "v.get_lock()");
  EXPECT_EQ(access.at("locks").at(0).at("shared"), false);
  EXPECT_EQ(access.at("locks").at(0).at("acquired").at("line"), 1);
  EXPECT_EQ(access.at("locks").at(1).at("shared"), true);
  EXPECT_EQ(access.at("locks").at(1).at("acquired"), nullptr);
  ASSERT_EQ(access.at("call_path").size(), 1U);
  EXPECT_EQ(access.at("call_path").at(0).at("kind"), "process_start");
  EXPECT_EQ(access.at("call_path").at(0).at("callee"), "job");
  EXPECT_EQ(access.at("call_path").at(0).at("place").at("line"), 6);
}

TEST_F(JsonOutput, WithoutFindingsTheListIsEmptyNotMissing) {
  findings_.clear();
  EXPECT_EQ(document().at("findings"), Json::array());
}

TEST_F(JsonOutput, BytesThatAreNotUtf8DoNotBreakTheDocument) {
  write_test_file("src/sample.cpp", "\nv.value += num; // \xff\n");
  EXPECT_EQ(finding().at("accesses").at(0).at("place").at("text"), "v.value += num; // \xEF\xBF\xBD");
}

}  // namespace
}  // namespace check
