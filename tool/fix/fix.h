// Mends races: puts the accesses to one object under one lock, and proves it before a file is touched.
//
// Each fix is tried on texts in memory: the program must compile, the findings that it mends must be gone, no other may appear,
// and no thread may take a lock that it has or take two locks in a new order. Otherwise the next lock is tried, and when there is
// none, the source stays as it is. What a fix cannot see is told in docs/fixes.md.
//
// Thread safety: one run at a time, as the frontend demands.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tool/compile_command.h"
#include "tool/finding.h"
#include "tool/frontend.h"
#include "tool/library_names.h"

namespace check {

/// The whole program, and how it is read.
struct Sources {
  std::span<const CompileCommand> commands;
  const UserNames& names;  ///< what the user's own functions mean
  unsigned jobs = 1;       ///< how many files are parsed at the same time
};

struct Fixes {
  FileTexts texts;                    ///< by absolute path: what the files are to hold
  std::vector<std::string> done;      ///< a sentence for each object that gets a lock
  std::vector<std::string> not_done;  ///< a sentence for each finding that stays
};

/// Looks for fixes of the findings, and puts the edits of each into its `fix`; those without one keep an empty list. Files
/// outside of `folder` are not changed. Each object is fixed or left alone: what cannot be done for one does not keep another
/// from its lock.
Fixes find_fixes(std::vector<Finding>& findings, const Sources& sources, const std::filesystem::path& folder);

/// Why a file could not be written, or empty. A file is replaced as a whole or not at all.
std::string write_texts(const FileTexts& texts);

}  // namespace check
