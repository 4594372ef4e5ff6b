#include "tool/store/unit_cache.h"

#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "tool/store/archive.h"
#include "tool/store/digest.h"
#include "tool/store/fields.h"
#include "tool/store/sealed.h"
#include "tool/store/summary_file.h"

namespace check {

template <class Archive>
void visit_fields(Archive& archive, Maybe<Look> auto& look) {
  auto& [path, kind] = look;
  archive(path, kind);
}

namespace {

constexpr std::string_view kHolds = "list of looks";

/// What else tells Clang where headers are.
constexpr std::array<const char*, 4> kVariables = {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "GCC_EXEC_PREFIX"};

std::string key_of(const CompileCommand& command, const std::string& writer) {
  ByteWriter key;
  key(writer, command.folder.string(), command.arguments);
  for (const char* variable : kVariables) {
    const char* value = std::getenv(variable);
    key(std::string(value == nullptr ? "" : value));
  }
  return digest_of({key.take()});
}

std::string looks_name(const std::string& key) { return digest_of({"looks", key}); }

std::string summary_name(const std::string& key, const std::vector<std::pair<const Look*, std::string>>& answers) {
  ByteWriter all;
  for (const auto& [look, answer] : answers) all(*look, answer);
  return digest_of({"summary", key, all.take()});
}

std::optional<std::vector<Look>> looks_in(std::string_view file, std::string_view writer) {
  std::string problem;
  const std::optional<std::string_view> content = unsealed({kHolds, writer}, file, problem);
  if (!content) return std::nullopt;
  ByteReader reader(*content);
  std::vector<Look> looks;
  reader(looks);
  if (!reader.is_at_end()) return std::nullopt;
  return looks;
}

}  // namespace

std::optional<UnitSummary> UnitCache::find(const CompileCommand& command) {
  const std::string key = key_of(command, folder_.writer());
  const std::optional<std::string> list = folder_.read(looks_name(key));
  const std::optional<std::vector<Look>> looks = list ? looks_in(*list, folder_.writer()) : std::nullopt;
  if (!looks) return std::nullopt;
  std::vector<std::pair<const Look*, std::string>> answers;
  for (const Look& look : *looks) answers.emplace_back(&look, answer(look));
  const std::optional<std::string> file = folder_.read(summary_name(key, answers));
  std::string problem;
  return file ? unit_of(*file, folder_.writer(), problem) : std::nullopt;
}

void UnitCache::keep(const CompileCommand& command, const ReadRecord& read, const UnitSummary& unit) {
  const std::string key = key_of(command, folder_.writer());
  std::vector<Look> looks;
  std::vector<std::pair<const Look*, std::string>> answers;
  for (const auto& [look, answer] : read) {
    looks.push_back(look);
    answers.emplace_back(&look, answer);
  }
  ByteWriter list;
  list(looks);
  folder_.write(summary_name(key, answers), file_of(unit, folder_.writer()));
  folder_.write(looks_name(key), sealed({kHolds, folder_.writer()}, list.take()));
}

std::string UnitCache::answer(const Look& look) {
  const std::string question = fmt::format("{}{}", static_cast<int>(look.kind), look.path);
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = answers_.find(question); known != answers_.end()) return known->second;
  }
  std::string answer = answer_to(look);
  const std::scoped_lock lock(mutex_);
  return answers_.try_emplace(question, std::move(answer)).first->second;
}

}  // namespace check
