#include "tests/checker/findings.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace checker {
namespace {

using Json = nlohmann::json;

Line line_of(const Json& location) {
  const Json& physical = location.at("physicalLocation");
  return {physical.at("artifactLocation").at("uri"), physical.at("region").at("startLine")};
}

}  // namespace

std::string racecheck_path() { return std::filesystem::absolute("tool/racecheck").string(); }

command::Outcome run_racecheck(const std::vector<std::string>& arguments, const std::string& folder, std::chrono::seconds limit) {
  std::vector<std::string> argv = {racecheck_path()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  // The folder of a user who runs the test by `bazel run` is not the folder of racecheck's user.
  return command::run(argv, {.environment = {{"BUILD_WORKING_DIRECTORY", ""}}, .folder = folder, .limit = limit});
}

Reported report_on(const Program& program, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = {"--format=sarif", "--checks=" + rule_of(program)};
  for (const auto& source : program.sources) arguments.push_back(source.string());
  if (!flags.empty()) arguments.emplace_back("--");
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  const command::Outcome outcome = run_racecheck(arguments);
  const Json document = Json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) throw std::runtime_error("racecheck wrote no SARIF: " + outcome.errors);

  Reported reported{outcome.exit_code, {}, {}, "", outcome.errors};
  for (const Json& result : document.at("runs").at(0).at("results")) {
    reported.rules.insert(result.at("ruleId"));
    reported.lines.insert(line_of(result.at("locations").at(0)));
    if (!result.at("relatedLocations").empty()) reported.lines.insert(line_of(result.at("relatedLocations").at(0)));
    reported.findings += result.at("message").at("text").get<std::string>() + '\n';
  }
  return reported;
}

}  // namespace checker
