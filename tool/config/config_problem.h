// What is wrong with a configuration, as a part of a sentence.
//
// Thread safety: value types; the functions are pure.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace check {

struct ConfigProblem : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws when `json` is no object or has a key that is not `known`. `where` is how the object is called: "it", "'acquire'".
inline void expect_keys(const nlohmann::ordered_json& json, std::string_view where, const std::vector<std::string_view>& known) {
  if (!json.is_object()) throw ConfigProblem(fmt::format("{} must be an object, in braces", where));
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::find(known, key) == known.end())
      throw ConfigProblem(fmt::format("{} has the unknown key '{}'; known are {}", where, key, fmt::join(known, ", ")));
  }
}

/// The text of a value; `where` is how the value is called.
inline std::string text_from(const nlohmann::ordered_json& json, std::string_view where) {
  if (!json.is_string()) throw ConfigProblem(fmt::format("{} must be a text, in quotation marks", where));
  return json.get<std::string>();
}

}  // namespace check
