#include "tool/tidy/unit_check.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "tool/output/wording.h"
#include "tool/program/find_races.h"
#include "tool/source_text.h"
#include "tool/summary/summarize.h"
#include "tool/tidy/unit_fixes.h"

namespace check {
namespace {

/// What clang-tidy looks at now.
struct Unit {
  std::optional<std::vector<Finding>> findings;  ///< nothing until the first check asks
  std::set<std::string> on;                      ///< the checks that will show what they find
};

Unit& unit() {
  static Unit unit;
  return unit;
}

clang::SourceLocation location_of(const Place& place, const clang::SourceManager& sources) {
  const clang::OptionalFileEntryRef file = sources.getFileManager().getOptionalFileRef(place.file);
  if (!file) return {};
  return sources.translateFileLineCol(*file, place.line, place.column);
}

}  // namespace

void UnitCheck::registerMatchers(clang::ast_matchers::MatchFinder* finder) {
  finder->addMatcher(clang::ast_matchers::translationUnitDecl(), this);
}

void UnitCheck::registerPPCallbacks(const clang::SourceManager& /*sources*/, clang::Preprocessor* preprocessor,
                                    clang::Preprocessor* /*with_modules*/) {
  preprocessor_ = preprocessor;
}

void UnitCheck::onStartOfTranslationUnit() {
  if (unit().findings) unit() = {};
  unit().on.insert(getID().str());
}

void UnitCheck::check(const clang::ast_matchers::MatchFinder::MatchResult& result) {
  if (result.Context->getDiagnostics().hasErrorOccurred()) return;
  std::optional<std::vector<Finding>>& findings = unit().findings;
  if (!findings) {
    const std::vector<UnitSummary> units = {summarize(*result.Context)};
    findings = find_races(units);
    if (preprocessor_ != nullptr) add_fixes(*findings, unit().on, *preprocessor_);
  }
  for (const Finding& finding : *findings)
    if (getID() == finding.rule) show(finding, *result.SourceManager);
}

void UnitCheck::show(const Finding& finding, clang::SourceManager& sources) {
  const llvm::ErrorOr<std::string> folder = sources.getFileManager().getVirtualFileSystem().getCurrentWorkingDirectory();
  const SourceText source(folder ? *folder : "");
  diag(location_of(finding.first.place, sources), "%0") << finding.message << hints_of(finding.fix, sources);
  for (const auto& [place, sentence] : explanations_of(finding, source))
    diag(location_of(place, sources), "%0", clang::DiagnosticIDs::Note) << sentence;
}

}  // namespace check
