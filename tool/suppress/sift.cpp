#include "tool/suppress/sift.h"

#include <fmt/core.h>

#include <utility>

#include "tool/suppress/suppression.h"

namespace check {

Sifted sift(const std::vector<Finding>& findings, const Scope& scope, const Selection& selection, SourceText& source) {
  Sifted sifted;
  Suppressions suppressions(source);
  for (const Finding& finding : findings) {
    if (!selection.is_on(finding.rule)) continue;
    if (suppressions.spares(finding))
      ++sifted.spared;
    else
      sifted.findings.push_back(finding);
  }
  sifted.notes = suppressions.notes(scope.analysed, selection, scope.is_complete);
  return sifted;
}

void take_known(Sifted& sifted, Baseline baseline, const Scope& scope, const Selection& selection, const std::string& shown,
                SourceText& source) {
  sifted.known += std::erase_if(sifted.findings, [&](const Finding& finding) { return baseline.takes(finding, source); });
  if (!scope.is_complete) return;
  for (const auto& [identity, file] : baseline.left()) {
    if (!selection.is_on(identity.rule)) continue;
    const std::string message =
        fmt::format("the finding of {} at '{}' in '{}' ({}) no longer occurs: --update-baseline removes it", identity.rule,
                    identity.first.text, identity.first.function, file);
    sifted.notes.push_back({kOutdatedBaseline, {.file = shown, .line = 0, .column = 0, .function = ""}, message});
  }
}

}  // namespace check
