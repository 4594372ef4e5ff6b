#include "tool/config/user_names.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tool/config/config_problem.h"

namespace check {
namespace {

using Json = nlohmann::ordered_json;

struct Meaning {
  std::string_view key;  ///< of the list that names such functions
  Model model;
  std::vector<std::string_view> settings;  ///< what may be said of one beside its name
};

const std::vector<Meaning>& meanings() {
  using enum Model;
  static const std::vector<Meaning> all = {
      {"acquire", kAcquire, {"name", "argument", "lock"}},
      {"acquire_shared", kAcquireShared, {"name", "argument", "lock"}},
      {"try_acquire", kTryAcquire, {"name", "argument", "lock", "succeeds_with"}},
      {"try_acquire_shared", kTryAcquireShared, {"name", "argument", "lock", "succeeds_with"}},
      {"release", kRelease, {"name", "argument", "lock"}},
      {"start_thread", kStart, {"name", "function", "argument", "handle"}},
      {"join_thread", kJoin, {"name", "handle", "is_pointer"}}};
  return all;
}

/// The place of an argument.
unsigned index_at(const Json& json, const std::string& name, const char* key) {
  constexpr unsigned kMost = 9;
  const Json& value = json.at(key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost)
    throw ConfigProblem(fmt::format("'{}' of '{}' must be the place of an argument, from 0 to {}", key, name, kMost));
  return value.get<unsigned>();
}

void read_lock(const Json& json, const std::string& name, UserFunction& function) {
  if (json.contains("argument")) function.argument = index_at(json, name, "argument");
  if (json.contains("lock")) {
    if (json.contains("argument"))
      throw ConfigProblem(fmt::format("'{}' has both 'argument' and 'lock'; one tells the lock", name));
    function.lock = text_from(json.at("lock"), fmt::format("'lock' of '{}'", name));
    if (function.lock.empty()) throw ConfigProblem(fmt::format("'lock' of '{}' must not be empty", name));
  }
  if (!json.contains("succeeds_with")) return;
  const Json& answer = json.at("succeeds_with");
  if (answer != 0 && answer != 1) throw ConfigProblem(fmt::format("'succeeds_with' of '{}' must be 0 or 1", name));
  function.answer = answer.get<int>();
}

void read_start(const Json& json, const std::string& name, UserFunction& function) {
  if (json.contains("function")) function.argument = index_at(json, name, "function");
  if (json.contains("argument")) function.passed = index_at(json, name, "argument");
  if (json.contains("handle")) function.handle = index_at(json, name, "handle");
}

void read_join(const Json& json, const std::string& name, UserFunction& function) {
  if (json.contains("handle")) function.argument = index_at(json, name, "handle");
  if (!json.contains("is_pointer")) return;
  if (!json.at("is_pointer").is_boolean()) throw ConfigProblem(fmt::format("'is_pointer' of '{}' must be true or false", name));
  function.is_pointed_to = json.at("is_pointer").get<bool>();
}

/// A name alone stands for an object with nothing else in it.
std::pair<std::string, UserFunction> function_from(const Json& json, const Meaning& meaning) {
  const std::string list = fmt::format("'{}'", meaning.key);
  UserFunction function;
  function.model = meaning.model;
  if (json.is_string()) return {json.get<std::string>(), function};
  expect_keys(json, "an entry of " + list, meaning.settings);
  if (!json.contains("name")) throw ConfigProblem(fmt::format("an entry of {} has no 'name'", list));
  const std::string name = text_from(json.at("name"), fmt::format("'name' in {}", list));
  if (meaning.model == Model::kStart) {
    read_start(json, name, function);
  } else if (meaning.model == Model::kJoin) {
    read_join(json, name, function);
  } else {
    read_lock(json, name, function);
  }
  return {name, function};
}

}  // namespace

UserNames user_names_from(const Json& json) {
  std::vector<std::string_view> keys;
  for (const Meaning& meaning : meanings()) keys.push_back(meaning.key);
  expect_keys(json, "'names'", keys);
  UserNames names;
  for (const Meaning& meaning : meanings()) {
    const std::string key(meaning.key);
    if (!json.contains(key)) continue;
    if (!json.at(key).is_array()) throw ConfigProblem(fmt::format("'{}' must be a list, in brackets", key));
    for (const Json& entry : json.at(key)) {
      const auto [name, function] = function_from(entry, meaning);
      if (name.empty()) throw ConfigProblem(fmt::format("'{}' has a name without letters", key));
      if (!names.try_emplace(name, function).second) throw ConfigProblem(fmt::format("'{}' is named twice", name));
    }
  }
  return names;
}

}  // namespace check
