// Summaries of units in a folder, found again by content: by the compile command, by racecheck itself, and by everything that the
// compiler saw of the file system. A unit whose files are as they were is not parsed again, whatever their times say.
//
// Two kinds of files: `looks`, named by the command, lists what the compiler asked the file system when it last parsed the unit;
// a `summary` is named by the command and the answers. So to go back to an older content is to find its summary again.
//
// Thread safety: all methods may be called at the same time. Process safety: files appear whole or not at all, under names that
// say what is in them, so many runs may share a folder. A file that is damaged or cannot be read is as good as none.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tool/compile_command.h"
#include "tool/store/read_record.h"
#include "tool/unit_summary.h"

namespace check {

class UnitCache {
 public:
  /// `writer` is identity_of_racecheck(). The folder is made when it is not there.
  UnitCache(std::filesystem::path folder, std::string writer);

  /// The summary that `command` would have now, if it is known.
  std::optional<UnitSummary> find(const CompileCommand& command);

  /// `read` is what the compiler saw when `unit` was made.
  void keep(const CompileCommand& command, const ReadRecord& read, const UnitSummary& unit);

  /// Removes what nobody asked for in a month, and the oldest when there is too much; at most every twenty minutes.
  void prune();

  /// Why the folder cannot be written; empty when it can.
  std::string problem() const;

 private:
  std::string path_of(const std::string& name) const;
  std::string answer(const Look& look);
  void write(const std::string& name, const std::string& file);

  const std::string folder_;
  const std::string writer_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::string> answers_;  ///< of this run, by the look's kind and path
  std::string problem_;                                   ///< the first
};

}  // namespace check
