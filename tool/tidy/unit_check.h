// One of racecheck's checks as a check of clang-tidy: it tells what is found in one translation unit, taken for a whole program.
//
// The unit is summarised and judged once, whichever checks are on; each check shows the findings with its name, and how to fix
// them. A fix that mends several findings is shown with one of them.
// Thread safety: none; clang-tidy runs one check at a time.
#pragma once

#include "clang-tidy/ClangTidyCheck.h"
#include "tool/finding.h"

namespace check {

class UnitCheck : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override;
  void registerPPCallbacks(const clang::SourceManager& sources, clang::Preprocessor* preprocessor,
                           clang::Preprocessor* with_modules) override;
  void onStartOfTranslationUnit() override;
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override;

 private:
  void show(const Finding& finding, clang::SourceManager& sources);

  const clang::Preprocessor* preprocessor_ = nullptr;  ///< lives as long as the unit
};

}  // namespace check
