// Writes what guards what into the source, as attributes that `clang -Wthread-safety` checks: GUARDED_BY at variables and
// members, and at functions what Clang must know to follow the lock.
//
// Everything is tried on texts in memory: Clang is asked after each step, and what it says decides the next. A function that is
// entered with the lock held gets REQUIRES; one that ends with it held, ACQUIRE; one that gives it up, RELEASE. One that Clang
// cannot follow, though the analysis can, is left out of Clang's analysis. In the end Clang says nothing that it did not say
// before, and in every annotated object's uses there is a function that it checks; an object for which this cannot be is left as
// it is.
//
// Thread safety: one run at a time, as the frontend demands.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tool/fix/fix.h"
#include "tool/frontend.h"

namespace check {

struct Annotations {
  FileTexts texts;                    ///< by absolute path: what the files are to hold
  std::vector<std::string> done;      ///< a sentence for each annotation
  std::vector<std::string> not_done;  ///< a sentence for each object that is guarded, and not annotated
};

/// Files outside of `folder` are not changed.
Annotations annotate(const Sources& sources, const std::filesystem::path& folder);

}  // namespace check
