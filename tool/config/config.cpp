#include "tool/config/config.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "tool/config/config_problem.h"
#include "tool/config/user_names.h"

namespace check {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = ".racecheck";

/// "line 3, column 7", where `offset` of the text is.
std::string place_of(const std::string& text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < text.size() && i + 1 < offset; ++i) {
    ++column;
    if (text[i] != '\n') continue;
    ++line;
    column = 1;
  }
  return fmt::format("line {}, column {}", line, column);
}

/// JSON with comments, in which no key stands twice in one object: the parser would let the last one win in silence.
Json json_from(const std::string& text) {
  std::vector<std::set<std::string>> seen;
  const auto look = [&seen](int /*depth*/, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event != Json::parse_event_t::key) return true;
    const std::string key = parsed.get<std::string>();
    if (!seen.back().insert(key).second) throw ConfigProblem(fmt::format("the key '{}' stands twice in one object", key));
    return true;
  };
  try {
    return Json::parse(text, look, /*allow_exceptions=*/true, /*ignore_comments=*/true);
  } catch (const Json::parse_error& error) {
    throw ConfigProblem(fmt::format("it is not JSON from {} on", place_of(text, error.byte)));
  } catch (const Json::out_of_range&) {
    throw ConfigProblem("a number in it is too big");
  }
}

}  // namespace

std::optional<std::filesystem::path> find_config(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (std::filesystem::path at = folder;; at = at.parent_path()) {
    if (std::filesystem::is_regular_file(at / kName, ignored)) return at / kName;
    if (at == at.parent_path()) return std::nullopt;
  }
}

std::variant<Config, std::string> parse_config(const std::string& text) try {
  const Json json = json_from(text);
  expect_keys(json, "it", {"checks", "baseline", "format", "names"});
  Config config;
  if (json.contains("checks")) config.checks = text_from(json.at("checks"), "'checks'");
  if (json.contains("baseline")) config.baseline = text_from(json.at("baseline"), "'baseline'");
  if (json.contains("format")) {
    const std::string name = text_from(json.at("format"), "'format'");
    config.format = format_by_name(name);
    if (!config.format) return fmt::format("the format '{}' is none of {}", name, format_names());
  }
  if (json.contains("names")) config.names = user_names_from(json.at("names"));
  return config;
} catch (const ConfigProblem& problem) {
  return problem.what();
}

}  // namespace check
