#include "tool/suppress/baseline.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace check {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

Json to_json(const AccessIdentity& access) { return {{"function", access.function}, {"text", access.text}}; }

/// The text under `key`. Throws Json::exception when there is none.
std::string text_at(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

AccessIdentity access_from(const Json& json) { return {text_at(json, "function"), text_at(json, "text")}; }

/// Bytes that are not UTF-8 come back from the file as replacement characters.
std::string as_stored(const std::string& text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

AccessIdentity as_stored(const AccessIdentity& access) { return {as_stored(access.function), as_stored(access.text)}; }

Identity stored_identity_of(const Finding& finding, SourceText& source) {
  const Identity identity = identity_of(finding, source);
  return {identity.rule, as_stored(identity.first), as_stored(identity.second)};
}

}  // namespace

Baseline Baseline::of(const std::vector<Finding>& findings, SourceText& source) {
  Baseline baseline;
  for (const Finding& finding : findings)
    baseline.entries_.emplace(stored_identity_of(finding, source), source.shown_path(finding.first.place.file));
  return baseline;
}

std::variant<Baseline, std::string> Baseline::parse(const std::string& text) try {
  const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return "it is not JSON";
  if (!document.is_object() || !document.contains("racecheck_baseline")) return "it has no version";
  if (document.at("racecheck_baseline") != kVersion) return "its version is not " + std::to_string(kVersion);
  const Json& findings = document.at("findings");
  if (!findings.is_array()) return "its findings are no list";
  Baseline baseline;
  for (const Json& entry : findings) {
    const Json& accesses = entry.at("accesses");
    Identity identity{text_at(entry, "rule"), access_from(accesses.at(0)), access_from(accesses.at(1))};
    baseline.entries_.emplace(std::move(identity), text_at(entry, "file"));
  }
  return baseline;
} catch (const Json::exception&) {
  return "an entry is not as racecheck writes it";
}

bool Baseline::takes(const Finding& finding, SourceText& source) {
  const auto entry = entries_.find(stored_identity_of(finding, source));
  if (entry == entries_.end()) return false;
  entries_.erase(entry);
  return true;
}

void Baseline::keep_entries_of_other_checks(const Baseline& older, const Selection& selection) {
  for (const auto& entry : older.entries_) {
    if (!selection.is_on(entry.first.rule)) entries_.insert(entry);
  }
}

std::string Baseline::text() const {
  Json findings = Json::array();
  for (const auto& [identity, file] : entries_) {
    findings.push_back({{"rule", identity.rule},
                        {"file", file},
                        {"accesses", Json::array({to_json(identity.first), to_json(identity.second)})}});
  }
  const Json document = {{"racecheck_baseline", kVersion}, {"findings", findings}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace check
