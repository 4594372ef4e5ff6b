#include "tests/checker/findings.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace checker {
namespace {

using Json = nlohmann::json;

Line line_of(const Json& location) {
  const Json& physical = location.at("physicalLocation");
  return {physical.at("artifactLocation").at("uri"), physical.at("region").at("startLine")};
}

std::string sarif_file() {
  const char* folder = std::getenv("TEST_TMPDIR");
  return (std::filesystem::path(folder == nullptr ? "/tmp" : folder) / "findings.sarif").string();
}

}  // namespace

std::string racecheck_path() { return std::filesystem::absolute("tool/racecheck").string(); }

command::Outcome run_racecheck(const std::vector<std::string>& arguments, const std::string& folder) {
  std::vector<std::string> argv = {racecheck_path()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  // The folder of a user who runs the test by `bazel run` is not the folder of racecheck's user.
  return command::run(argv, {.environment = {{"BUILD_WORKING_DIRECTORY", ""}}, .folder = folder});
}

Reported report_on(const Program& program) {
  const std::string file = sarif_file();
  std::filesystem::remove(file);
  std::vector<std::string> arguments = {"--format=sarif", "--output", file};
  for (const auto& source : program.sources) arguments.push_back(source.string());
  const command::Outcome outcome = run_racecheck(arguments);
  std::ifstream stream(file);
  const Json document = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) throw std::runtime_error("racecheck wrote no SARIF: " + outcome.errors);

  Reported reported{outcome.exit_code, {}, {}, "", outcome.errors};
  for (const Json& result : document.at("runs").at(0).at("results")) {
    reported.rules.insert(result.at("ruleId"));
    reported.lines.insert(line_of(result.at("locations").at(0)));
    reported.lines.insert(line_of(result.at("relatedLocations").at(0)));
    reported.findings += result.at("message").at("text").get<std::string>() + '\n';
  }
  return reported;
}

}  // namespace checker
