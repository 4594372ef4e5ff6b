// What clang-tidy loads: racecheck's checks, under the same names.
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "tool/checks/check.h"
#include "tool/tidy/unit_check.h"

namespace check {
namespace {

class RacelabModule : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    for (const Check& check : all_checks()) factories.registerCheck<UnitCheck>(check.id);
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<RacelabModule> kRegistered(
    "racelab", "Finds data races and other mistakes with threads, processes and locks.");

}  // namespace
}  // namespace check
