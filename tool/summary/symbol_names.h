// How a declaration is named: a key that is the same in every unit that means the same thing, and a name for people.
//
// Thread safety: one object for one unit, used by one thread.
#pragma once

#include <memory>
#include <string>

namespace clang {
class ASTContext;
class ASTNameGenerator;
class Decl;
class DeclContext;
class FunctionDecl;
class NamedDecl;
class VarDecl;
}  // namespace clang

namespace check {

class SymbolNames {
 public:
  explicit SymbolNames(clang::ASTContext& context);
  ~SymbolNames();

  /// Mangled. What other units cannot name gets its place too, so that namesakes in two units stay two.
  std::string key(const clang::FunctionDecl& function) const;
  std::string key(const clang::VarDecl& variable) const;
  /// Of a class: its mangled type name is not needed, its qualified name and place are.
  std::string key(const clang::NamedDecl& declaration) const;

  /// "bank::transfer", "lambda in main".
  std::string display(const clang::Decl& declaration) const;

 private:
  std::string mangled(const clang::NamedDecl& declaration) const;
  std::string place(const clang::Decl& declaration) const;

  clang::ASTContext& context_;
  std::unique_ptr<clang::ASTNameGenerator> mangler_;
};

/// Without template arguments and inline namespaces: "std::mutex::lock", as library_names knows it.
std::string library_name(const clang::NamedDecl& declaration);

/// Written in a header of the system: the body is not looked into.
bool is_in_system(const clang::Decl& declaration);

}  // namespace check
