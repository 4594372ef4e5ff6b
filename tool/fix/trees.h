// The syntax trees of the units that a fix looks into, kept while it is planned.
//
// Thread safety: none; the trees of one plan are used by one thread.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tool/compile_command.h"

namespace clang {
class ASTContext;
class ASTUnit;
class Decl;
class FunctionDecl;
class Preprocessor;
}  // namespace clang

namespace check {

/// One unit. A file is named by its absolute path, without links and dots.
class Tree {
 public:
  Tree(const CompileCommand& command, std::unique_ptr<clang::ASTUnit> unit);
  ~Tree();

  clang::ASTContext& context() const;
  /// With the macros as they are at the end of the unit.
  const clang::Preprocessor& preprocessor() const;
  const std::string& main_file() const { return main_file_; }
  bool includes(const std::string& file) const { return files_.contains(file); }
  /// Every function with a body, outside of the system's headers; of a template, what is written.
  const std::vector<const clang::FunctionDecl*>& functions() const { return functions_; }
  /// What stands at the top of the unit's files, outside of precompiled headers, in this order.
  std::vector<clang::Decl*> top_level() const;
  /// The path of a file of the unit.
  std::string path(const std::string& as_opened) const;

 private:
  std::string folder_;
  std::string main_file_;
  std::unique_ptr<clang::ASTUnit> unit_;
  std::set<std::string> files_;
  std::vector<const clang::FunctionDecl*> functions_;
};

/// An absolute path without links and dots.
std::string canonical_path(const std::string& folder, const std::string& file);

/// The units in which all of `files` are found, as far as they are. What does not parse is left out.
std::vector<std::unique_ptr<Tree>> trees_with(std::set<std::string> files, std::span<const CompileCommand> commands);

}  // namespace check
