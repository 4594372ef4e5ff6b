// Summaries of units, found again by content: by the compile command, by racecheck itself, and by everything that the compiler
// saw of the file system. A unit whose files are as they were is not parsed again, whatever their times say.
//
// Two kinds of files: a list of looks, named by the command, tells what the compiler asked the file system when it last parsed
// the unit; a summary is named by the command and the answers. So to go back to an older content is to find its summary again.
//
// Thread safety: all methods may be called at the same time.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "tool/compile_command.h"
#include "tool/store/cache_folder.h"
#include "tool/store/read_record.h"
#include "tool/unit_summary.h"

namespace check {

class UnitCache {
 public:
  /// `folder` outlives it.
  explicit UnitCache(CacheFolder& folder) : folder_(folder) {}

  /// The summary that `command` would have now, if it is known.
  std::optional<UnitSummary> find(const CompileCommand& command);

  /// `read` is what the compiler saw when `unit` was made.
  void keep(const CompileCommand& command, const ReadRecord& read, const UnitSummary& unit);

 private:
  std::string answer(const Look& look);

  CacheFolder& folder_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> answers_;  ///< of this run, by the look's kind and path
};

}  // namespace check
