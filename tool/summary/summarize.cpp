#include "tool/summary/summarize.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// Finds where the summary of a unit starts: functions that other units may call, and variables that are initialised before main.
class Roots : public clang::RecursiveASTVisitor<Roots> {
 public:
  explicit Roots(UnitBuilder& unit) : unit_(unit) {}

  bool TraverseDecl(clang::Decl* declaration) {
    // The inside of a system header is not looked into.
    const bool skip = declaration != nullptr && !llvm::isa<clang::TranslationUnitDecl>(declaration) && is_in_system(*declaration);
    return skip || RecursiveASTVisitor::TraverseDecl(declaration);
  }

  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    const bool starts_here = function->isThisDeclarationADefinition() && !function->isDependentContext();
    const bool elsewhere_too = function->isInlined() || function->isTemplateInstantiation();
    if (starts_here && (!elsewhere_too || is_in_main_file(*function))) unit_.request(*function);
    return true;
  }

  bool VisitVarDecl(clang::VarDecl* variable) {
    const bool is_static = variable->hasGlobalStorage() && !variable->isStaticLocal() && !variable->getType()->isDependentType();
    if (is_static && variable->isThisDeclarationADefinition() != clang::VarDecl::DeclarationOnly && variable->hasInit() &&
        !variable->getDeclContext()->isDependentContext()) {
      variables.push_back(variable);
    }
    return true;
  }

  std::vector<const clang::VarDecl*> variables;

 private:
  bool is_in_main_file(const clang::Decl& declaration) const {
    const clang::SourceManager& sources = unit_.context.getSourceManager();
    return sources.isInMainFile(sources.getExpansionLoc(declaration.getLocation()));
  }

  UnitBuilder& unit_;
};

}  // namespace

UnitSummary summarize(clang::ASTContext& context, const UserNames& names) {
  UnitSummary unit;
  const clang::SourceManager& sources = context.getSourceManager();
  if (const clang::OptionalFileEntryRef file = sources.getFileEntryRefForID(sources.getMainFileID()))
    unit.file = file->getName().str();
  UnitBuilder builder(context, names, unit);
  Roots roots(builder);
  for (clang::Decl* declaration : context.getTraversalScope()) roots.TraverseDecl(declaration);
  const auto lower_waiting = [&] {
    while (const clang::FunctionDecl* function = builder.next()) {
      FunctionSummary summary = FunctionLowering(builder, function).lower();
      unit.functions.push_back(std::move(summary));
    }
  };
  lower_waiting();
  std::vector<const clang::VarDecl*> variables = roots.variables;
  variables.insert(variables.end(), builder.initialised_before_main().begin(), builder.initialised_before_main().end());
  FunctionSummary initialisers = FunctionLowering(builder, nullptr).lower_initialisers(variables);
  unit.initialisers.push_back(initialisers.key);
  unit.functions.push_back(std::move(initialisers));
  lower_waiting();
  return unit;
}

}  // namespace check
