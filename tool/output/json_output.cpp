#include "tool/output/json_output.h"

#include <nlohmann/json.hpp>

#include "tool/checks/check.h"
#include "tool/fingerprint.h"
#include "tool/output/wording.h"

namespace check {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  explicit Writer(SourceText& source) : source_(source) {}

  Json finding(const Finding& finding) {
    Json json = {{"rule", finding.rule}};
    if (const Check* check = find_check(finding.rule)) {
      json["severity"] = name_of(check->severity);
      json["class"] = name_of(check->check_class);
    }
    json["message"] = finding.message;
    json["accesses"] = Json::array({access(finding.first)});
    if (finding.second) json["accesses"].push_back(access(*finding.second));
    json["why_parallel"] = finding.why_parallel.empty() ? Json(nullptr) : Json(finding.why_parallel);
    json["fingerprint"] = fingerprint(finding, source_);
    return json;
  }

  Json note(const Note& note) {
    return {{"rule", note.rule},
            {"message", note.message},
            {"file", source_.shown_path(note.place.file)},
            {"line", note.place.line == 0 ? Json(nullptr) : Json(note.place.line)}};
  }

 private:
  Json access(const AccessReport& access) {
    Json locks = Json::array();
    for (const HeldLock& lock : access.locks) {
      locks.push_back({{"name", lock.name},
                       {"shared", lock.shared},
                       {"acquired", lock.acquired.line == 0 ? Json(nullptr) : place(lock.acquired)}});
    }
    Json calls = Json::array();
    for (const CallStep& step : access.call_path)
      calls.push_back({{"kind", name_of(step.kind)}, {"callee", step.callee}, {"place", place(step.place)}});
    // What is no access has words of its own, and no path.
    const bool is_access = access.deed.empty();
    return {{"kind", is_access ? std::string(name_of(access.kind)) : access.deed},
            {"path", is_access ? Json(access.path) : Json(nullptr)},
            {"place", place(access.place)},
            {"locks", locks},
            {"call_path", calls}};
  }

  Json place(const Place& place) {
    const std::string_view line = source_.line(place.file, place.line);
    return {{"file", source_.shown_path(place.file)},
            {"line", place.line},
            {"column", place.column},
            {"function", place.function},
            {"text", line}};
  }

  SourceText& source_;
};

}  // namespace

std::string json_output(std::span<const Finding> findings, const RunReport& run, SourceText& source) {
  Writer writer(source);
  Json analysed = Json::array();
  for (const std::string& file : run.analysed) analysed.push_back(source.shown_path(file));
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(writer.finding(finding));
  Json notes = Json::array();
  for (const Note& note : run.notes) notes.push_back(writer.note(note));
  const Json document = {{"version", kJsonVersion},    {"tool", {{"name", "racecheck"}, {"version", run.version}}},
                         {"exit_code", run.exit_code}, {"checks", run.checks},
                         {"analysed", analysed},       {"not_analysed", run.not_analysed},
                         {"findings", list},           {"spared", run.spared},
                         {"known", run.known},         {"notes", notes}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace check
