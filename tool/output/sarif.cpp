#include "tool/output/sarif.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>

#include "tool/checks/check.h"
#include "tool/fingerprint.h"
#include "tool/output/utf8.h"
#include "tool/output/wording.h"

namespace check {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kRoot = "SRCROOT";

/// A path as the path of a URI: what RFC 3986 does not allow there is written as %XX.
std::string uri_path(std::string_view path) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri;
  for (const char c : path)
    uri += kAllowed.find(c) != kAllowed.npos ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return uri;
}

Json message(std::string_view text) { return {{"text", text}}; }

std::string_view level_of(const Check& check) { return check.severity == Severity::kRemark ? "note" : "warning"; }

Json rule(const Check& check) {
  return {
      {"id", check.id},
      {"shortDescription", message(check.summary)},
      {"fullDescription", message(check.summary)},
      {"help", {{"text", check.page}, {"markdown", check.page}}},
      {"defaultConfiguration", {{"enabled", check.on_by_default}, {"level", level_of(check)}}},
      {"properties", {{"tags", {"concurrency", name_of(check.check_class)}}}},
  };
}

std::size_t rule_index(std::string_view id) {
  std::size_t index = 0;
  for (const Check& check : all_checks()) {
    if (check.id == id) break;
    ++index;
  }
  return index;
}

std::string_view level_of(const Finding& finding) {
  const Check* check = find_check(finding.rule);
  return check == nullptr ? "warning" : level_of(*check);
}

class Writer {
 public:
  explicit Writer(SourceText& source) : source_(source) {}

  Json result(const Finding& finding) {
    Json json = {
        {"ruleId", finding.rule},
        {"ruleIndex", rule_index(finding.rule)},
        {"level", level_of(finding)},
        {"message", message(finding.message + ".")},
        {"locations", Json::array({location(finding.first.place)})},
        {"relatedLocations", related(finding)},
        {"codeFlows", code_flows(finding)},
        {"partialFingerprints", {{"racelab/v1", fingerprint(finding, source_)}}},
    };
    if (!finding.fix.empty()) json["fixes"] = Json::array({fix(finding)});
    return json;
  }

  Json notification(const Note& note) {
    const Json place = note.place.line == 0 ? Json{{"physicalLocation", {{"artifactLocation", artifact(note.place.file)}}}}
                                            : location(note.place);
    return {{"descriptor", {{"id", note.rule}}},
            {"level", "warning"},
            {"message", message(note.message)},
            {"locations", Json::array({place})}};
  }

 private:
  /// All edits together; those of one file side by side.
  Json fix(const Finding& finding) {
    std::map<std::string, Json> replacements;
    for (const Edit& edit : finding.fix) {
      Json region = position(edit.file, edit.offset, "startLine", "startColumn");
      region.update(position(edit.file, edit.offset + edit.length, "endLine", "endColumn"));
      Json& list = replacements.try_emplace(edit.file, Json::array()).first->second;
      list.push_back({{"deletedRegion", region}, {"insertedContent", message(edit.text)}});
    }
    Json changes = Json::array();
    for (const auto& [file, list] : replacements)
      changes.push_back({{"artifactLocation", artifact(file)}, {"replacements", list}});
    return {{"description", message("Hold one lock at every access.")}, {"artifactChanges", changes}};
  }

  /// The line and column of a byte of the file.
  Json position(const std::string& file, std::size_t offset, const char* line_name, const char* column_name) {
    const std::string before = source_.text(file).substr(0, offset);
    const std::size_t begin = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    const auto line = 1 + std::ranges::count(before, '\n');
    return {{line_name, line}, {column_name, 1 + code_points(std::string_view(before).substr(begin), before.size() - begin)}};
  }

  Json artifact(const std::string& file) const {
    const std::string path = source_.shown_path(file);
    if (path.starts_with('/')) return {{"uri", "file://" + uri_path(path)}};
    return {{"uri", uri_path(path)}, {"uriBaseId", kRoot}};
  }

  Json location(const Place& place) {
    const std::string_view line = source_.line(place.file, place.line);
    Json region = {{"startLine", place.line}, {"startColumn", 1 + code_points(line, place.column - 1)}};
    if (!line.empty()) region["snippet"] = message(line);
    Json json = {{"physicalLocation", {{"artifactLocation", artifact(place.file)}, {"region", region}}}};
    if (!place.function.empty())
      json["logicalLocations"] = Json::array({{{"fullyQualifiedName", place.function}, {"kind", "function"}}});
    return json;
  }

  Json location(const Place& place, const std::string& words) {
    Json json = location(place);
    json["message"] = message(words);
    return json;
  }

  Json related(const Finding& finding) {
    Json list = Json::array();
    const auto add = [&](const Place& place, const std::string& words) {
      list.push_back(location(place, words));
      list.back()["id"] = list.size();
    };
    if (!finding.second) return list;
    add(finding.second->place, fmt::format("{}: {}", second_side(finding), access_sentence(*finding.second, source_)));
    if (!finding.why_parallel.empty()) add(finding.second->place, "they may run in parallel: " + finding.why_parallel);
    return list;
  }

  Json code_flows(const Finding& finding) {
    Json flows = Json::array({code_flow(first_side(finding), finding.first)});
    if (finding.second) flows.push_back(code_flow(second_side(finding), *finding.second));
    return flows;
  }

  Json code_flow(std::string_view which, const AccessReport& access) {
    Json steps = Json::array();
    for (const CallStep& step : access.call_path)
      steps.push_back({{"location", location(step.place, step_sentence(step))}, {"importance", "important"}});
    steps.push_back({{"location", location(access.place, access_sentence(access, source_))}, {"importance", "essential"}});
    return {{"message", message(which)}, {"threadFlows", Json::array({{{"locations", steps}}})}};
  }

  SourceText& source_;
};

Json notifications(const RunReport& run, Writer& writer) {
  Json list = Json::array();
  for (const std::string& sentence : run.not_analysed) list.push_back({{"level", "error"}, {"message", message(sentence)}});
  for (const Note& note : run.notes) list.push_back(writer.notification(note));
  return list;
}

}  // namespace

std::string sarif_output(std::span<const Finding> findings, const RunReport& run, SourceText& source) {
  Writer writer(source);
  Json rules = Json::array();
  for (const Check& check : all_checks()) rules.push_back(rule(check));
  Json results = Json::array();
  for (const Finding& finding : findings) results.push_back(writer.result(finding));

  const std::string root = "file://" + uri_path((source.root() / "").string());
  const Json document = {
      {"$schema", kSchema},
      {"version", "2.1.0"},
      {"runs", Json::array({{
                   {"tool", {{"driver", {{"name", "racecheck"}, {"semanticVersion", run.version}, {"rules", rules}}}}},
                   {"invocations", Json::array({{{"executionSuccessful", run.not_analysed.empty()},
                                                 {"exitCode", run.exit_code},
                                                 {"toolExecutionNotifications", notifications(run, writer)}}})},
                   {"originalUriBaseIds", {{kRoot, {{"uri", root}}}}},
                   {"columnKind", "unicodeCodePoints"},
                   {"results", results},
               }})},
  };
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace check
