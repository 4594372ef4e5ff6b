// What racecheck writes for other programs, as those programs read it: SARIF by its schema, JUnit by a parser of XML.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

using Json = nlohmann::json;

class Formats : public UsersFolder {
 protected:
  /// Debian's Python: another one in PATH has no jsonschema.
  command::Outcome python(std::vector<std::string> arguments) {
    std::vector<std::string> argv = {"/usr/bin/python3"};
    for (const std::string& argument : arguments) argv.push_back(argument);
    return command::run(argv);
  }

  command::Outcome validate(const std::string& name) {
    return python({"tests/checker/valid_sarif.py", "tests/checker/schemas/sarif-2.1.0-rtm.5.json", (folder_ / name).string()});
  }
};

TEST_F(Formats, SarifIsValid) {
  add("racy.cpp", std::string("// NOLINTBEGIN(racelab-*) never closed\n") + kRacy);
  add("bad.c", "int main(void) { return X; }\n");
  EXPECT_EQ(run({"--format=sarif", "--output=out.sarif", "racy.cpp", "bad.c"}).exit_code, 2);
  const Json run_of_sarif = Json::parse(text_of("out.sarif")).at("runs").at(0);
  ASSERT_EQ(run_of_sarif.at("results").size(), 1U);
  ASSERT_EQ(run_of_sarif.at("invocations").at(0).at("toolExecutionNotifications").size(), 2U) << "the file and the directive";
  const auto [code, output, errors] = validate("out.sarif");
  EXPECT_EQ(code, 0) << output << errors;
  EXPECT_EQ(output, "");
}

TEST_F(Formats, TheSchemaRefusesWhatIsWrong) {
  add("racy.cpp", kRacy);
  Json sarif = Json::parse(run({"--format=sarif", "racy.cpp"}).output);
  sarif.at("runs").at(0).at("results").at(0).at("level") = "loud";
  sarif.at("runs").at(0)["results"].at(0)["colour"] = "red";
  add("wrong.sarif", sarif.dump());
  const auto [code, output, errors] = validate("wrong.sarif");
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(contains(output, "runs/0/results/0/level: 'loud' is not one of")) << output;
  EXPECT_TRUE(contains(output, "runs/0/results/0: Additional properties are not allowed ('colour' was unexpected)")) << output;
}

TEST_F(Formats, JunitIsXmlWithACaseForEachFileAndCheck) {
  add("racy<&>.cpp", kRacy);
  add("clean.cpp", kClean);
  const std::vector<std::string> files = {"racy<&>.cpp", "clean.cpp", "gone.c"};
  std::vector<std::string> arguments = {"--format=junit", "--output=out.xml", "--checks=-*,racelab-unguarded-update"};
  arguments.insert(arguments.end(), files.begin(), files.end());
  EXPECT_EQ(run(arguments).exit_code, 2);
  const auto [code, output, errors] = python({"tests/checker/junit_cases.py", (folder_ / "out.xml").string()});
  EXPECT_EQ(code, 0) << errors;
  EXPECT_EQ(output,
            "3 1 1\n"
            "clean.cpp racelab-unguarded-update\n"
            "racy<&>.cpp racelab-unguarded-update failure\n"
            "racecheck 'gone.c' cannot be read: No such file or directory error\n");
}

TEST_F(Formats, JsonTellsBothAccesses) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"--format=json", "racy.cpp"});
  EXPECT_EQ(code, 1) << errors;
  const Json json = Json::parse(output);
  EXPECT_EQ(json.at("version"), 1);
  EXPECT_EQ(json.at("analysed"), Json({"racy.cpp"}));
  ASSERT_EQ(json.at("findings").size(), 1U);
  const Json finding = json.at("findings").at(0);
  EXPECT_EQ(finding.at("rule"), "racelab-unguarded-update");
  EXPECT_EQ(finding.at("accesses").size(), 2U);
  for (const Json& access : finding.at("accesses")) {
    EXPECT_EQ(access.at("place").at("line"), 3);
    EXPECT_EQ(access.at("place").at("text"), "void job() { ++n; }");
    EXPECT_EQ(access.at("call_path").at(0).at("kind"), "thread_start");
  }
}

TEST_F(Formats, TheFingerprintOfAFindingDoesNotKnowItsLine) {
  add("racy.cpp", kRacy);
  const Json before = Json::parse(run({"--format=json", "racy.cpp"}).output);
  add("racy.cpp", "\n\n// moved\n" + std::string(kRacy));
  const Json after = Json::parse(run({"--format=json", "racy.cpp"}).output);
  EXPECT_NE(before.at("findings").at(0).at("accesses"), after.at("findings").at(0).at("accesses"));
  EXPECT_EQ(before.at("findings").at(0).at("fingerprint"), after.at("findings").at(0).at("fingerprint"));
}

TEST_F(Formats, GithubFindsTheFileFromTheRootOfTheRepository) {
  add("part/racy.cpp", kRacy);
  const std::vector<std::string> argv = {racecheck_path(), "--format=github", "racy.cpp"};
  command::Options options = {.environment = {{"BUILD_WORKING_DIRECTORY", ""}, {"GITHUB_WORKSPACE", ""}},
                              .folder = (folder_ / "part").string()};
  EXPECT_TRUE(command::run(argv, options).output.starts_with("::warning file=racy.cpp,line=3,"));
  options.environment["GITHUB_WORKSPACE"] = folder_.string();
  const std::string output = command::run(argv, options).output;
  EXPECT_TRUE(output.starts_with("::warning file=part/racy.cpp,line=3,")) << output;
}

}  // namespace
}  // namespace checker
