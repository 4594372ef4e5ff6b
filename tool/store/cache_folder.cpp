#include "tool/store/cache_folder.h"

#include <fmt/core.h>

#include <system_error>
#include <utility>

#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace check {
namespace {

constexpr std::uint64_t kMostBytes = 5ULL << 30;
constexpr auto kUnusedFor = std::chrono::hours(30 * 24);

}  // namespace

CacheFolder::CacheFolder(std::filesystem::path folder, std::string writer)
    : folder_(folder.string()), writer_(std::move(writer)) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) problem_ = error.message();
}

std::optional<std::string> CacheFolder::read(const std::string& name) const {
  const auto file = llvm::MemoryBuffer::getFile(path_of(name), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file) return std::nullopt;
  return (*file)->getBuffer().str();
}

void CacheFolder::write(const std::string& name, const std::string& file) {
  llvm::Error error = llvm::writeToOutput(path_of(name), [&file](llvm::raw_ostream& stream) {
    stream << file;
    return llvm::Error::success();
  });
  if (error) add_problem(llvm::toString(std::move(error)));
}

void CacheFolder::add_problem(const std::string& problem) {
  const std::scoped_lock lock(mutex_);
  if (problem_.empty()) problem_ = problem;
}

void CacheFolder::prune() {
  llvm::CachePruningPolicy policy;
  policy.Expiration = kUnusedFor;
  policy.MaxSizeBytes = kMostBytes;
  llvm::pruneCache(folder_, policy);
}

std::string CacheFolder::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

/// The beginning is that of the files that LLVM's pruning looks at.
std::string CacheFolder::path_of(const std::string& name) const { return fmt::format("{}/llvmcache-{}", folder_, name); }

}  // namespace check
