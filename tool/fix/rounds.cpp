// Loops whose condition is asked under a lock: the condition moves into the body.
#include <fmt/core.h>

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "tool/fix/edits.h"
#include "tool/fix/statements.h"
#include "tool/fix/wrapping.h"

namespace check {
namespace {

using Lines = std::vector<std::string>;

struct Loop {
  const clang::Expr* condition = nullptr;
  const clang::Stmt* body = nullptr;
  const char* endless = "";  ///< what stands in the place of the condition
};

Loop parts_of(const clang::Stmt& statement, bool cpp) {
  if (const auto* loop = llvm::dyn_cast<clang::WhileStmt>(&statement)) {
    if (loop->getConditionVariable() != nullptr) return {};
    return {loop->getCond(), loop->getBody(), cpp ? "true" : "1"};
  }
  const auto* counted = llvm::dyn_cast<clang::ForStmt>(&statement);
  if (counted == nullptr || counted->getConditionVariable() != nullptr) return {};
  return {counted->getCond(), counted->getBody(), ""};
}

}  // namespace

void Wrapping::hold_each_round(const clang::Stmt& loop, const TakenLock& lock) {
  const Loop parts = parts_of(loop, is_cpp());
  if (parts.condition == nullptr) {
    problem = "the loop's condition declares a variable";
    return;
  }
  const std::string condition = source_.text(*parts.condition);
  if (!lock.by_calls())
    return rewrite_round(loop, {lock.block_guard(fresh("guard", true)), fmt::format("if (!({})) break;", condition)}, {});
  give_before_jumps(*parts.body, lock);
  rewrite_round(loop, {lock.take(), fmt::format("if (!({})) {{ {} break; }}", condition, lock.give())}, {lock.give()});
}

void Wrapping::read_each_round(const clang::Stmt& loop, const std::vector<const clang::Expr*>& values, const TakenLock& lock) {
  const Loop parts = parts_of(loop, is_cpp());
  const std::optional<TextRange> whole =
      parts.condition == nullptr ? std::nullopt : source_.written(parts.condition->getSourceRange());
  if (!whole) {
    problem = "the loop's condition cannot be asked elsewhere";
    return;
  }
  const std::size_t before = edits.size();
  std::vector<Hoisted> hoisted = hoist(values);
  if (!problem.empty()) return;
  // The names stand in the condition where it is asked now.
  std::vector<Edit> inside(edits.begin() + static_cast<std::ptrdiff_t>(before), edits.end());
  edits.resize(before);
  for (Edit& edit : inside) edit.offset -= whole->begin;
  const std::string condition = edited(source_.text(*whole), source_.path(whole->file), inside);
  Lines lines = reading_lines(hoisted, lock);
  lines.push_back(fmt::format("if (!({})) break;", condition));
  rewrite_round(loop, lines, {});
}

void Wrapping::rewrite_round(const clang::Stmt& loop, const Lines& opening, const Lines& closing) {
  const Loop parts = parts_of(loop, is_cpp());
  const std::optional<TextRange> condition = source_.written(parts.condition->getSourceRange());
  const auto* list = llvm::dyn_cast<clang::CompoundStmt>(parts.body);
  if (!condition) {
    problem = "a macro writes a part of the condition";
    return;
  }
  edits.push_back(source_.replacement(*condition, parts.endless));
  if (list == nullptr)
    return surround({.parent = &loop, .first = parts.body, .last = parts.body}, opening, closing, Braces::kNeeded);
  const std::optional<TextRange> body = source_.written(list->getSourceRange());
  if (!body) {
    problem = "a macro writes a part of the loop";
    return;
  }
  const TextRange head = source_.expansion(loop.getSourceRange());
  const std::string outside = source_.indentation(head.file, head.begin);
  std::string start;
  std::string end;
  for (const std::string& line : opening) start += fmt::format("\n{}{}{}", outside, unit_, line);
  for (const std::string& line : closing) end += fmt::format("{}{}\n", unit_, line);
  const bool on_one_line = !source_.ends_line(body->file, body->begin + 1);
  if (on_one_line) start += "\n" + outside + unit_;
  edits.push_back(source_.insertion(body->file, body->begin + 1, start));
  if (end.empty()) return;
  const bool brace_begins_line = source_.begins_line(body->file, body->end - 1);
  end = brace_begins_line ? end + outside : "\n" + outside + end + outside;
  edits.push_back(source_.insertion(body->file, body->end - 1, end));
}

}  // namespace check
