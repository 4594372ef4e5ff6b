#include "samples/comparison_json.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace samples {
namespace {

using Json = nlohmann::ordered_json;

Json distribution(const std::map<int, int>& counts) {
  Json json = Json::object();
  for (const auto& [value, times] : counts) json[std::to_string(value)] = times;
  return json;
}

Json seconds(const Spread& spread, const Spread& plain) {
  return {{"min", spread.min},
          {"median", spread.median},
          {"max", spread.max},
          {"ratio_to_plain", plain.median > 0 ? Json(spread.median / plain.median) : Json(nullptr)}};
}

Json build_json(const BuildFigures& build, const BuildFigures& plain) {
  const bool watched = build.runs_watched > 0;
  return {{"program", build.program},
          {"build", name_of(build.build)},
          {"sanitized", build.sanitized()},
          {"runs", build.runs},
          {"finals", distribution(build.finals)},
          {"runs_with_lost_update", build.runs_with_lost_update},
          {"missing", build.missing},
          {"runs_watched", build.runs_watched},
          {"race_reports", watched ? Json(build.race_reports) : Json(nullptr)},
          {"runs_with_report", watched ? Json(build.runs_with_report) : Json(nullptr)},
          {"exit_codes", distribution(build.exit_codes)},
          {"wall_seconds", seconds(build.wall_seconds, plain.wall_seconds)},
          {"cpu_seconds", seconds(build.cpu_seconds, plain.cpu_seconds)}};
}

}  // namespace

std::string json_of(const Comparison& comparison) {
  Json builds = Json::array();
  for (const BuildFigures& build : comparison.builds) builds.push_back(build_json(build, comparison.plain_of(build)));
  const std::vector<std::string> wrong = contradictions(comparison);
  const Json json = {{"builds", builds}, {"story_holds", wrong.empty()}, {"contradictions", wrong}};
  return json.dump(2) + "\n";
}

}  // namespace samples
