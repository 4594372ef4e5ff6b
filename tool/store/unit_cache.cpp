#include "tool/store/unit_cache.h"

#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "tool/store/archive.h"
#include "tool/store/digest.h"
#include "tool/store/sealed.h"
#include "tool/store/summary_file.h"

namespace check {

template <class Archive>
void visit_fields(Archive& archive, Look& look) {
  archive(look.path, look.kind);
}

template <class Archive>
void visit_fields(Archive& archive, const Look& look) {
  archive(look.path, look.kind);
}

namespace {

constexpr std::string_view kHolds = "list of looks";

constexpr std::uint64_t kMostBytes = 5ULL << 30;
constexpr auto kUnusedFor = std::chrono::hours(30 * 24);

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

std::optional<std::string> contents(const std::string& path) {
  const auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) return std::nullopt;
  return (*buffer)->getBuffer().str();
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

UnitCache::UnitCache(std::filesystem::path folder, std::string writer) : folder_(folder.string()), writer_(std::move(writer)) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) problem_ = error.message();
}

std::optional<UnitSummary> UnitCache::find(const CompileCommand& command) {
  const std::string key = key_of(command, writer_);
  const std::optional<std::string> list = contents(path_of(looks_name(key)));
  const std::optional<std::vector<Look>> looks = list ? looks_in(*list, writer_) : std::nullopt;
  if (!looks) return std::nullopt;
  std::vector<std::pair<const Look*, std::string>> answers;
  for (const Look& look : *looks) answers.emplace_back(&look, answer(look));
  const std::optional<std::string> file = contents(path_of(summary_name(key, answers)));
  std::string problem;
  return file ? unit_of(*file, writer_, problem) : std::nullopt;
}

void UnitCache::keep(const CompileCommand& command, const ReadRecord& read, const UnitSummary& unit) {
  const std::string key = key_of(command, writer_);
  std::vector<Look> looks;
  std::vector<std::pair<const Look*, std::string>> answers;
  for (const auto& [look, answer] : read) {
    looks.push_back(look);
    answers.emplace_back(&look, answer);
  }
  ByteWriter list;
  list(looks);
  write(summary_name(key, answers), file_of(unit, writer_));
  write(looks_name(key), sealed({kHolds, writer_}, list.take()));
}

void UnitCache::prune() {
  llvm::CachePruningPolicy policy;
  policy.Expiration = kUnusedFor;
  policy.MaxSizeBytes = kMostBytes;
  llvm::pruneCache(folder_, policy);
}

std::string UnitCache::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

/// The beginning is that of the files that LLVM's pruning looks at.
std::string UnitCache::path_of(const std::string& name) const { return fmt::format("{}/llvmcache-{}", folder_, name); }

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

void UnitCache::write(const std::string& name, const std::string& file) {
  llvm::Error error = llvm::writeToOutput(path_of(name), [&file](llvm::raw_ostream& stream) {
    stream << file;
    return llvm::Error::success();
  });
  if (!error) return;
  const std::string sentence = llvm::toString(std::move(error));
  const std::scoped_lock lock(mutex_);
  if (problem_.empty()) problem_ = sentence;
}

}  // namespace check
