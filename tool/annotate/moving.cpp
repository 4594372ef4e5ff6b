#include "tool/annotate/moving.h"

#include <string>
#include <string_view>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "tool/fix/source.h"

namespace check {
namespace {

/// The declaration that holds `inner` and stands in the same list as `neighbour`; nullptr if there is none.
const clang::Decl* holder_beside(const clang::Decl& inner, const clang::Decl& neighbour) {
  const clang::Decl* holder = &inner;
  while (holder->getLexicalDeclContext() != neighbour.getLexicalDeclContext()) {
    const clang::DeclContext* around = holder->getLexicalDeclContext();
    if (around == nullptr || around->isTranslationUnit()) return nullptr;
    holder = clang::Decl::castFromDeclContext(around);
  }
  return holder;
}

/// Above the comment that belongs to the line.
unsigned above_comment(const Source& source, clang::FileID file, unsigned line) {
  while (line > 0) {
    const unsigned before = source.line_begin(file, line - 1);
    const unsigned text = before + static_cast<unsigned>(source.indentation(file, before).size());
    if (!source.text(file).substr(text).starts_with("//")) return line;
    line = before;
  }
  return line;
}

}  // namespace

std::vector<Edit> moved_before(const clang::VarDecl& lock, const clang::DeclaratorDecl& guarded, const Tree& tree) {
  const clang::Decl* holder = holder_beside(guarded, lock);
  if (holder == nullptr) return {};
  const Source source(tree);
  const TextRange here = source.expansion(holder->getSourceRange());
  const TextRange there = source.expansion(lock.getSourceRange());
  const std::string_view text = source.text(there.file);
  const bool is_behind = here.file == there.file && here.begin < there.begin;
  if (!is_behind || there.end >= text.size() || text[there.end] != ';') return {};
  const bool has_own_line = source.begins_line(there.file, there.begin) && source.ends_line(there.file, there.end + 1);
  if (!has_own_line || !source.begins_line(here.file, here.begin)) return {};
  const TextRange whole{there.file, source.line_begin(there.file, there.begin), source.line_end(there.file, there.end)};
  const unsigned target = above_comment(source, here.file, source.line_begin(here.file, here.begin));
  return {source.insertion(here.file, target, source.text(whole)), source.replacement(whole, "")};
}

}  // namespace check
