#include "tool/summary/symbol_names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Mangle.h"
#include "clang/Basic/SourceManager.h"

namespace check {
namespace {

bool is_inline_namespace(const clang::DeclContext& scope) { return scope.isInlineNamespace(); }

/// The scopes around a declaration, outermost first, each with "::".
std::string scope_prefix(const clang::DeclContext* scope) {
  std::string prefix;
  for (; scope != nullptr; scope = scope->getParent()) {
    const auto* named = llvm::dyn_cast<clang::NamedDecl>(scope);
    if (named == nullptr || is_inline_namespace(*scope)) continue;
    if (const std::string name = named->getNameAsString(); !name.empty()) prefix.insert(0, name + "::");
  }
  return prefix;
}

const clang::CXXRecordDecl* lambda_of(const clang::Decl& declaration) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&declaration);
  return method != nullptr && method->getParent()->isLambda() ? method->getParent() : nullptr;
}

/// The function whose body holds `scope`; nullptr at namespace scope.
const clang::FunctionDecl* function_around(const clang::DeclContext* scope) {
  for (; scope != nullptr; scope = scope->getParent()) {
    if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(scope)) return function;
  }
  return nullptr;
}

}  // namespace

SymbolNames::SymbolNames(clang::ASTContext& context)
    : context_(context), mangler_(std::make_unique<clang::ASTNameGenerator>(context)) {}

SymbolNames::~SymbolNames() = default;

std::string SymbolNames::mangled(const clang::NamedDecl& declaration) const {
  std::string name = mangler_->getName(&declaration);
  return name.empty() ? declaration.getQualifiedNameAsString() : name;
}

std::string SymbolNames::place(const clang::Decl& declaration) const {
  const clang::SourceManager& sources = context_.getSourceManager();
  const auto [file, offset] = sources.getDecomposedExpansionLoc(declaration.getLocation());
  const clang::OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
  return "@" + (entry ? entry->getName().str() : "") + ":" + std::to_string(offset);
}

std::string SymbolNames::key(const clang::FunctionDecl& function) const {
  const bool local = function_around(function.getParent()) != nullptr;
  return function.isExternallyVisible() && !local ? mangled(function) : mangled(function) + place(function);
}

std::string SymbolNames::key(const clang::VarDecl& variable) const {
  if (variable.isExternallyVisible() && !variable.isStaticLocal()) return mangled(variable);
  const clang::SourceManager& sources = context_.getSourceManager();
  const clang::OptionalFileEntryRef unit = sources.getFileEntryRefForID(sources.getMainFileID());
  const bool one_per_unit = !variable.isExternallyVisible();
  std::string key = mangled(variable) + place(variable);
  if (const clang::FunctionDecl* function = function_around(variable.getDeclContext())) key += "@" + mangled(*function);
  return one_per_unit && unit ? key + "@" + unit->getName().str() : key;
}

std::string SymbolNames::key(const clang::NamedDecl& declaration) const {
  return declaration.getQualifiedNameAsString() + place(declaration);
}

std::string SymbolNames::display(const clang::Decl& declaration) const {
  if (lambda_of(declaration) != nullptr) {
    const clang::FunctionDecl* outer = function_around(lambda_of(declaration)->getDeclContext());
    return outer == nullptr ? "lambda" : "lambda in " + display(*outer);
  }
  const auto* named = llvm::dyn_cast<clang::NamedDecl>(&declaration);
  if (named == nullptr) return "";
  const clang::DeclContext* scope = declaration.getDeclContext();
  return function_around(scope) != nullptr ? named->getNameAsString() : scope_prefix(scope) + named->getNameAsString();
}

std::string library_name(const clang::NamedDecl& declaration) {
  std::string name = declaration.getNameAsString();
  if (llvm::isa<clang::CXXConstructorDecl>(declaration)) {
    name = llvm::cast<clang::CXXConstructorDecl>(declaration).getParent()->getNameAsString();
  }
  return scope_prefix(declaration.getDeclContext()) + name;
}

bool is_in_system(const clang::Decl& declaration) {
  const clang::SourceManager& sources = declaration.getASTContext().getSourceManager();
  const clang::SourceLocation location = declaration.getLocation();
  return location.isValid() ? sources.isInSystemHeader(sources.getExpansionLoc(location)) : declaration.isImplicit();
}

}  // namespace check
