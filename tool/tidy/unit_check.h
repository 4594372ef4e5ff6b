// One of racecheck's checks as a check of clang-tidy: it tells what is found in one translation unit, taken for a whole program.
//
// The unit is summarised and judged once, whichever checks are on; each check shows the findings with its name.
// Thread safety: none; clang-tidy runs one check at a time.
#pragma once

#include "clang-tidy/ClangTidyCheck.h"
#include "tool/finding.h"

namespace check {

class UnitCheck : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override;
  void onStartOfTranslationUnit() override;
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override;

 private:
  void show(const Finding& finding, const clang::SourceManager& sources);
};

}  // namespace check
