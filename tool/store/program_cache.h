// The findings of a program, found again by the summaries of its units: a program of which nothing has changed is not analysed
// again.
//
// Thread safety: as the folder's.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "tool/store/cache_folder.h"
#include "tool/store/finding_list.h"
#include "tool/unit_summary.h"

namespace check {

class ProgramCache {
 public:
  /// Of the program that `units` are parts of, in this order. `folder` outlives it.
  ProgramCache(CacheFolder& folder, std::span<const UnitSummary> units);

  std::optional<ProgramFindings> find() const;
  void keep(const ProgramFindings& found);

 private:
  CacheFolder& folder_;
  std::string name_;
};

}  // namespace check
