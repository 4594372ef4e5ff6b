#include "tool/fix/new_locks.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "tool/fix/includes.h"
#include "tool/fix/lock_names.h"
#include "tool/fix/source.h"

namespace check {
namespace {

using namespace clang;

bool is_cpp(const Tree& tree) { return tree.context().getLangOpts().CPlusPlus; }

std::string declaration(const Tree& tree, const std::string& storage, const std::string& name) {
  const std::string before = storage.empty() ? "" : storage + " ";
  if (is_cpp(tree)) return fmt::format("{}std::mutex {};", before, name);
  return storage == "extern" ? fmt::format("extern pthread_mutex_t {};", name)
                             : fmt::format("{}pthread_mutex_t {} = PTHREAD_MUTEX_INITIALIZER;", before, name);
}

void include_mutex(const Tree& tree, FileID file, std::vector<Edit>& edits) {
  const Source source(tree);
  const std::optional<Edit> edit = inclusion(source.path(file), source.text(file), is_cpp(tree) ? "<mutex>" : "<pthread.h>");
  if (edit && std::ranges::find(edits, *edit) == edits.end()) edits.push_back(*edit);
}

/// Behind the semicolon that ends the declaration.
std::optional<TextRange> end_of(const Tree& tree, const Decl& declared) {
  const Source source(tree);
  const std::optional<TextRange> written = source.written(declared.getSourceRange());
  if (!written) return std::nullopt;
  SourceLocation at = Lexer::GetBeginningOfToken(source.manager().getComposedLoc(written->file, written->end - 1),
                                                 source.manager(), source.language());
  while (const std::optional<Token> token = Lexer::findNextToken(at, source.manager(), source.language())) {
    if (token->is(tok::eof)) return std::nullopt;
    const unsigned end = source.manager().getFileOffset(token->getEndLoc());
    if (token->is(tok::semi)) return TextRange{written->file, written->begin, end};
    at = token->getLocation();
  }
  return std::nullopt;
}

/// A line of its own behind the declaration, when that has one.
std::optional<Edit> line_behind(const Tree& tree, const Decl& declared, const std::string& line) {
  const Source source(tree);
  const std::optional<TextRange> range = end_of(tree, declared);
  if (!range) return std::nullopt;
  if (!source.ends_line(range->file, range->end)) return source.insertion(range->file, range->end, " " + line);
  const std::string text = source.indentation(range->file, range->begin) + line + "\n";
  const unsigned end = source.line_end(range->file, range->end);
  const bool has_newline = source.text(range->file)[end - 1] == '\n';
  return source.insertion(range->file, end, has_newline ? text : "\n" + text);
}

/// Before the function, at the top of its file or namespace; above the comment that belongs to it.
std::optional<TextRange> before_function(const Use& use) {
  const Source source(*use.spot.tree);
  std::vector<Decl*> declarations = use.spot.tree->top_level();
  const Decl* around = nullptr;
  for (bool deeper = true; deeper;) {
    deeper = false;
    for (Decl* declared : declarations) {
      const TextRange range = source.expansion(declared->getSourceRange());
      if (range.file != use.spot.file || range.begin > use.spot.offset || use.spot.offset >= range.end) continue;
      around = declared;
      const auto* scope = llvm::dyn_cast<DeclContext>(declared);
      if (!llvm::isa<NamespaceDecl, LinkageSpecDecl>(declared)) continue;
      declarations.assign(scope->decls_begin(), scope->decls_end());
      deeper = true;
      break;
    }
  }
  if (around == nullptr) return std::nullopt;
  unsigned begin = source.line_begin(use.spot.file, source.expansion(around->getSourceRange()).begin);
  const std::string_view text = source.text(use.spot.file);
  while (begin > 0) {
    const unsigned line = source.line_begin(use.spot.file, begin - 1);
    std::string_view above = text.substr(line, begin - line);
    above.remove_prefix(std::min(above.find_first_not_of(" \t"), above.size()));
    const bool belongs =
        above.starts_with("//") || above.starts_with("/*") || above.starts_with("*") || above.starts_with("template");
    if (!belongs) break;
    begin = line;
  }
  return TextRange{use.spot.file, begin, begin};
}

/// The one variable that all uses are parts of; nullptr if there are several or others.
const VarDecl* common_variable(const Group& group) {
  const VarDecl* common = group.uses.front().origin.variable;
  for (const Use& use : group.uses) {
    const VarDecl* variable = use.origin.variable;
    if (variable == nullptr || common == nullptr) return nullptr;
    const bool same = variable->getCanonicalDecl() == common->getCanonicalDecl() ||
                      (variable->isExternallyVisible() && !variable->isLocalVarDeclOrParm() &&
                       variable->getQualifiedNameAsString() == common->getQualifiedNameAsString());
    if (!same) return nullptr;
  }
  return common;
}

const FieldDecl* common_field(const Group& group) {
  const FieldDecl* common = group.uses.front().origin.field;
  const bool all = std::ranges::all_of(group.uses, [&](const Use& use) {
    return use.origin.field != nullptr && common != nullptr && use.origin.member != nullptr &&
           use.origin.field->getLocation().printToString(use.spot.tree->context().getSourceManager()) ==
               common->getLocation().printToString(group.uses.front().spot.tree->context().getSourceManager());
  });
  return all ? common : nullptr;
}

bool is_read_only(const Use& use) {
  const auto* method = llvm::dyn_cast<CXXMethodDecl>(use.spot.function);
  QualType base = use.origin.member->getBase()->getType();
  if (base->isPointerType()) base = base->getPointeeType();
  return base.isConstQualified() || (method != nullptr && method->isConst());
}

/// Memory that malloc gives has no constructor run in it, and so no mutex.
bool uses_raw_memory(const Group& group) {
  return std::ranges::any_of(group.uses, [](const Use& use) {
    const std::string_view text = Source(*use.spot.tree).text(use.spot.file);
    return has_word(text, "malloc") || has_word(text, "realloc");
  });
}

std::set<const Tree*> trees_of(const Group& group) {
  std::set<const Tree*> trees;
  for (const Use& use : group.uses) trees.insert(use.spot.tree);
  return trees;
}

}  // namespace

std::string NewLocks::fresh_name(const Group& group, const std::string& object) {
  const std::string base = object.empty() ? "data" : object;
  const bool is_member = base.ends_with('_');
  std::string name = base + (is_member ? "mutex_" : "_mutex");
  const auto is_used = [&](const std::string& candidate) {
    return taken_.contains(candidate) || std::ranges::any_of(group.uses, [&](const Use& use) {
             return has_word(Source(*use.spot.tree).text(use.spot.file), candidate);
           });
  };
  for (int number = 2; is_used(name); ++number) name = fmt::format("{}_mutex_{}", base, number);
  return name;
}

std::vector<NewLock> NewLocks::for_group(const Group& group) {
  std::vector<NewLock> locks;
  if (const VarDecl* variable = common_variable(group)) locks.push_back(beside_variable(group, *variable));
  if (const FieldDecl* field = common_field(group); field != nullptr && is_cpp(*group.uses.front().spot.tree))
    locks.push_back(as_member(group, *field));
  locks.push_back(in_file(group));
  for (const NewLock& lock : locks) taken_.insert(lock.name);
  return locks;
}

NewLock NewLocks::beside_variable(const Group& group, const VarDecl& variable) {
  const Tree& tree = *group.uses.front().spot.tree;
  NewLock lock{.name = fresh_name(group, variable.getNameAsString()), .taking = taking_of_new_mutex(tree.context())};
  std::optional<Edit> edit;
  if (variable.isStaticDataMember()) {
    if (!tree.context().getLangOpts().CPlusPlus17) {
      lock.problem = "a static member needs C++17 to have a mutex beside it";
      return lock;
    }
    edit = line_behind(tree, *variable.getCanonicalDecl(), declaration(tree, "static inline", lock.name));
    const auto* method = llvm::dyn_cast<CXXMethodDecl>(group.uses.front().spot.function);
    const auto* record = llvm::cast<CXXRecordDecl>(variable.getDeclContext());
    const bool inside = std::ranges::all_of(group.uses, [&](const Use& use) {
      const auto* around = llvm::dyn_cast<CXXMethodDecl>(use.spot.function);
      return around != nullptr && around->getParent()->getCanonicalDecl() == record->getCanonicalDecl();
    });
    if (method == nullptr || !inside) lock.name = record->getQualifiedNameAsString() + "::" + lock.name;
  } else if (variable.isStaticLocal()) {
    edit = line_behind(tree, variable, declaration(tree, "static", lock.name));
  } else if (variable.isLocalVarDecl()) {
    edit = line_behind(tree, variable, declaration(tree, "", lock.name));
    lock.beside = &variable;
  } else if (variable.hasGlobalStorage()) {
    declare_everywhere(group, variable, lock);
    return lock;
  } else {
    lock.problem = "a mutex cannot stand beside a parameter";
    return lock;
  }
  if (!edit) {
    lock.problem = "a macro declares the variable";
    return lock;
  }
  lock.edits.push_back(*edit);
  include_mutex(tree, Source(tree).manager().getFileID(variable.getCanonicalDecl()->getLocation()), lock.edits);
  return lock;
}

void NewLocks::declare_everywhere(const Group& group, const VarDecl& variable, NewLock& lock) {
  const std::set<const Tree*> used = trees_of(group);
  const std::string name = variable.getQualifiedNameAsString();
  bool is_defined = false;
  const auto declare = [&](const Tree& tree, const VarDecl& declared) {
    const Source source(tree);
    const FileID file = source.manager().getFileID(declared.getLocation());
    const bool defines = declared.isThisDeclarationADefinition() != VarDecl::DeclarationOnly;
    const bool in_header = file != source.manager().getMainFileID();
    const bool own = !variable.isExternallyVisible() || (used.size() == 1 && !in_header);
    const char* storage = !defines ? "extern" : in_header ? "inline" : variable.getStorageClass() == SC_Static ? "static" : "";
    if (own && !defines) return;  // the definition's mutex is enough, if it stands before the uses
    const std::optional<Edit> edit = line_behind(tree, declared, declaration(tree, storage, lock.name));
    if (!edit || declared.getLocation().isMacroID()) {
      lock.problem = "a macro declares the variable";
    } else if (std::ranges::find(lock.edits, *edit) == lock.edits.end()) {
      lock.edits.push_back(*edit);
      include_mutex(tree, file, lock.edits);
    }
    is_defined = is_defined || defines;
  };
  for (const std::unique_ptr<Tree>& tree : trees_) {
    const auto uses_it = [&](const Use& use) { return use.spot.tree == tree.get() && use.origin.variable != nullptr; };
    const auto use = std::ranges::find_if(group.uses, uses_it);
    if (use == group.uses.end()) continue;
    for (const VarDecl* declared : use->origin.variable->redecls()) declare(*tree, *declared);
  }
  if (!is_defined) lock.problem = fmt::format("the definition of '{}' is in none of the files with findings", name);
}

NewLock NewLocks::as_member(const Group& group, const FieldDecl& field) {
  const Use& first = group.uses.front();
  const Tree& tree = *first.spot.tree;
  const auto* record = llvm::dyn_cast<CXXRecordDecl>(field.getParent());
  NewLock lock{
      .name = fresh_name(group, field.getNameAsString()), .taking = taking_of_new_mutex(tree.context()), .is_member = true};
  if (record == nullptr || record->isUnion() || record->isAnonymousStructOrUnion() || uses_raw_memory(group)) {
    lock.problem = "the class cannot have a mutex as its member";
    return lock;
  }
  const bool is_const = std::ranges::any_of(group.uses, is_read_only);
  const FieldDecl* before = &field;
  // The values of an aggregate are listed in the order of its members.
  if (record->isAggregate()) {
    for (const FieldDecl* other : record->fields()) before = other;
  }
  const std::optional<Edit> edit = line_behind(tree, *before, declaration(tree, is_const ? "mutable" : "", lock.name));
  if (!edit || field.getLocation().isMacroID()) {
    lock.problem = "a macro declares the member";
    return lock;
  }
  lock.edits.push_back(*edit);
  include_mutex(tree, Source(tree).manager().getFileID(field.getLocation()), lock.edits);
  return lock;
}

NewLock NewLocks::in_file(const Group& group) {
  const Use* first = &group.uses.front();
  const Tree& tree = *first->spot.tree;
  NewLock lock{.name = fresh_name(group, first->origin.name), .taking = taking_of_new_mutex(tree.context())};
  for (const Use& use : group.uses) {
    if (use.spot.tree != first->spot.tree || use.spot.file != first->spot.file) {
      lock.problem = "it is accessed in several files, and no mutex is visible in all of them";
      return lock;
    }
    if (use.spot.offset < first->spot.offset) first = &use;
  }
  const Source source(tree);
  const std::optional<TextRange> place = before_function(*first);
  if (!place || place->file != source.manager().getMainFileID()) {
    lock.problem = "a header has no place for a mutex of the program";
    return lock;
  }
  const std::string indentation = source.indentation(place->file, first->spot.function == nullptr ? 0 : place->begin);
  lock.edits.push_back(
      source.insertion(place->file, place->begin, indentation + declaration(tree, "static", lock.name) + "\n\n"));
  include_mutex(tree, place->file, lock.edits);
  return lock;
}

}  // namespace check
