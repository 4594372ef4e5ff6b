// The folder of --cache: files under names that say what is in them, so that what is found is right.
//
// Thread safety: all methods may be called at the same time. Process safety: a file appears whole or not at all, so many runs may
// share a folder. A file that cannot be read is as good as none.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace check {

class CacheFolder {
 public:
  /// The folder is made when it is not there. `writer` is identity_of_racecheck().
  CacheFolder(std::filesystem::path folder, std::string writer);

  std::optional<std::string> read(const std::string& name) const;
  void write(const std::string& name, const std::string& file);

  /// Removes what nobody asked for in a month, and the oldest when there is too much; at most every twenty minutes.
  void prune();

  /// Why the folder cannot be written; empty when it can.
  std::string problem() const;
  /// What a process that wrote here, too, says of it.
  void add_problem(const std::string& problem);
  const std::string& writer() const { return writer_; }

 private:
  std::string path_of(const std::string& name) const;

  const std::string folder_;
  const std::string writer_;
  mutable std::mutex mutex_;
  std::string problem_;  ///< the first
};

}  // namespace check
