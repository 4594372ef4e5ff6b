// The findings of a program, found again by the summaries of its units: a program of which nothing has changed is not analysed
// again.
//
// Thread safety: as the folder's.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/store/cache_folder.h"
#include "tool/unit_summary.h"

namespace check {

class ProgramCache {
 public:
  /// Of the program that `units` are parts of, in this order. `folder` outlives it.
  ProgramCache(CacheFolder& folder, std::span<const UnitSummary> units);

  std::optional<std::vector<Finding>> find() const;
  void keep(const std::vector<Finding>& findings);

 private:
  CacheFolder& folder_;
  std::string name_;
};

}  // namespace check
