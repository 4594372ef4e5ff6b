#include "tool/tidy/unit_check.h"

#include <optional>
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

namespace check {
namespace {

/// Of the unit that clang-tidy looks at; nothing until the first check asks.
std::optional<std::vector<Finding>>& findings_of_unit() {
  static std::optional<std::vector<Finding>> findings;
  return findings;
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

void UnitCheck::onStartOfTranslationUnit() { findings_of_unit().reset(); }

void UnitCheck::check(const clang::ast_matchers::MatchFinder::MatchResult& result) {
  if (result.Context->getDiagnostics().hasErrorOccurred()) return;
  std::optional<std::vector<Finding>>& findings = findings_of_unit();
  if (!findings) {
    const std::vector<UnitSummary> units = {summarize(*result.Context)};
    findings = find_races(units);
  }
  for (const Finding& finding : *findings)
    if (getID() == finding.rule) show(finding, *result.SourceManager);
}

void UnitCheck::show(const Finding& finding, const clang::SourceManager& sources) {
  const llvm::ErrorOr<std::string> folder = sources.getFileManager().getVirtualFileSystem().getCurrentWorkingDirectory();
  const SourceText source(folder ? *folder : "");
  diag(location_of(finding.first.place, sources), "%0") << finding.message;
  for (const auto& [place, sentence] : explanations_of(finding, source))
    diag(location_of(place, sources), "%0", clang::DiagnosticIDs::Note) << sentence;
}

}  // namespace check
