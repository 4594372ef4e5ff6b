#include "tool/fix/wrapping.h"

#include <fmt/core.h>

#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "tool/fix/statements.h"

namespace check {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kMacro = "a macro writes a part of the statement";

std::string joined(const Lines& lines, const std::string& before, const std::string& after) {
  std::string text;
  for (const std::string& line : lines) text += before + line + after;
  return text;
}

/// What one level of indentation is in the file.
std::string level_in(std::string_view text) {
  std::size_t least = 8;
  for (std::size_t at = text.find("\n "); at != std::string_view::npos; at = text.find("\n ", at + 1)) {
    const std::size_t end = text.find_first_not_of(' ', at + 1);
    if (end == std::string_view::npos || text[end] == '\n' || text[end] == '*') continue;
    least = std::min(least, end - at - 1);
  }
  const bool tabs = text.find("\n\t") != std::string_view::npos && text.find("\n ") == std::string_view::npos;
  return tabs ? "\t" : std::string(least == 8 || least < 2 ? 2 : least, ' ');
}

bool is_list(const clang::Stmt& parent) { return llvm::isa<clang::CompoundStmt, clang::SwitchCase, clang::LabelStmt>(parent); }

bool ends_in_jump(const clang::Stmt& statement) {
  return llvm::isa<clang::ReturnStmt, clang::BreakStmt, clang::ContinueStmt>(statement);
}

}  // namespace

Wrapping::Wrapping(const Source& source, const clang::Stmt& body) : source_(source) {
  const TextRange range = source.expansion(body.getSourceRange());
  body_text_ = source.text(range);
  unit_ = level_in(source.text(range.file));
}

bool Wrapping::is_cpp() const { return source_.language().CPlusPlus; }

std::string Wrapping::fresh(const std::string& name, bool stays) {
  std::string result = name;
  for (int number = 2; has_word(body_text_, result) || used_.contains(result); ++number)
    result = fmt::format("{}_{}", name, number);
  if (stays) used_.insert(result);
  return result;
}

void Wrapping::hold(const StatementRange& range, const TakenLock& lock) {
  const auto* list = llvm::dyn_cast<clang::CompoundStmt>(range.parent);
  const bool is_last = list != nullptr && list->body_back() == range.last;
  if (lock.by_calls()) {
    for (const clang::Stmt* statement = range.first; statement != nullptr;) {
      give_before_jumps(*statement, lock);
      if (statement == range.last || list == nullptr) break;
      statement = *std::next(std::find(list->body_begin(), list->body_end(), statement));
    }
    const Lines closing = ends_in_jump(*range.last) ? Lines() : Lines{lock.give()};
    return surround(range, {lock.take()}, closing, Braces::kNone);
  }
  if (is_last && !range.in_switch) return surround(range, {lock.block_guard(fresh("guard", true))}, {}, Braces::kNone);

  bool used_behind = false;
  if (list != nullptr) {
    std::set<const clang::Decl*> declared;
    bool inside = false;
    bool behind = false;
    for (const clang::Stmt* statement : list->body()) {
      inside = inside || statement == range.first;
      if (inside && !behind) declared.merge(declared_in(*statement));
      if (behind) used_behind = used_behind || mentions(*statement, declared);
      behind = behind || statement == range.last;
    }
  }
  if (!used_behind) return surround(range, {lock.block_guard(fresh("guard", false))}, {}, Braces::kNeeded);
  const std::string guard = fresh("guard", true);
  surround(range, {lock.early_guard(guard)}, {guard + ".unlock();"}, Braces::kNone);
}

void Wrapping::hold_during(const clang::Expr& expr, const TakenLock& lock) {
  const std::optional<TextRange> text = source_.written(expr.getSourceRange());
  if (!text) {
    problem = kMacro;
    return;
  }
  edits.push_back(source_.insertion(text->file, text->begin, "[&] { " + lock.block_guard(fresh("guard", false)) + " return "));
  edits.push_back(source_.insertion(text->file, text->end, "; }()"));
}

std::string Wrapping::type_of(const clang::Expr& expr) const {
  return expr.getType().getUnqualifiedType().getAsString(clang::PrintingPolicy(source_.language()));
}

std::vector<Hoisted> Wrapping::hoist(const std::vector<const clang::Expr*>& values) {
  std::vector<Hoisted> hoisted;
  for (const clang::Expr* value : values) {
    const std::optional<TextRange> text = source_.written(value->getSourceRange());
    if (!text) {
      problem = kMacro;
      return {};
    }
    const std::string written = source_.text(*value);
    const auto same = std::ranges::find_if(hoisted, [&](const Hoisted& known) { return source_.text(*known.expr) == written; });
    std::string name = same == hoisted.end() ? "" : same->name;
    if (name.empty()) {
      const std::string object = origin_of(*value).name;
      name = fresh((object.empty() ? "value" : object) + "_now", true);
      hoisted.push_back({value, name});
    }
    edits.push_back(source_.replacement(*text, name));
  }
  return hoisted;
}

std::vector<std::string> Wrapping::reading_lines(const std::vector<Hoisted>& hoisted, const TakenLock& lock) {
  Lines lines = {lock.take()};
  for (const Hoisted& value : hoisted)
    lines.push_back(fmt::format("const {} {} = {};", type_of(*value.expr), value.name, source_.text(*value.expr)));
  lines.push_back(lock.give());
  return lines;
}

void Wrapping::read_before(const StatementRange& range, const std::vector<const clang::Expr*>& values, const TakenLock& lock) {
  const std::vector<Hoisted> hoisted = hoist(values);
  if (problem.empty()) surround(range, reading_lines(hoisted, lock), {}, Braces::kNone);
}

void Wrapping::compute_before(const StatementRange& range, const clang::Expr& value, const TakenLock& lock) {
  const std::optional<TextRange> text = source_.written(value.getSourceRange());
  if (!text) {
    problem = kMacro;
    return;
  }
  const std::string name = fresh("value", true);
  const std::string type = is_cpp() ? "auto" : type_of(value);
  const std::string line = fmt::format("const {} {} = {};", type, name, source_.text(*text));
  edits.push_back(source_.replacement(*text, name));
  if (lock.by_calls()) return surround(range, {line, lock.take()}, {lock.give()}, Braces::kNone);
  surround(range, {line, lock.block_guard(fresh("guard", false))}, {}, Braces::kNeeded);
}

void Wrapping::give_before_return(const clang::Expr& value, const TextRange& text, const TakenLock& lock, bool alone) {
  const std::string name = fresh("result", false);
  const std::optional<TextRange> written = source_.written(value.getSourceRange());
  if (!written) {
    problem = kMacro;
    return;
  }
  const std::string line = fmt::format("const {} {} = {};", type_of(value), name, source_.text(*written));
  const std::string back = fmt::format("return {};", name);
  const std::string indentation = source_.indentation(text.file, text.begin);
  const bool lines = !alone && source_.begins_line(text.file, text.begin);
  const std::string all = lines ? fmt::format("{}\n{}{}\n{}{}", line, indentation, lock.give(), indentation, back)
                                : fmt::format("{{ {} {} {} }}", line, lock.give(), back);
  edits.push_back(source_.replacement(text, all));
}

void Wrapping::give_before_jumps(const clang::Stmt& statement, const TakenLock& lock) {
  const Jumps found = jumps_out_of(statement);
  if (found.has_goto) problem = "a goto or a label stands in the statement";
  for (const Jump& jump : found.jumps) {
    const std::optional<TextRange> text = source_.statement(*jump.statement);
    if (!text) {
      problem = kMacro;
      return;
    }
    const bool alone = jump.parent != nullptr && !is_list(*jump.parent);
    const auto* back = llvm::dyn_cast<clang::ReturnStmt>(jump.statement);
    const clang::Expr* value = back == nullptr ? nullptr : back->getRetValue();
    const bool is_constant =
        value != nullptr && !value->isValueDependent() && value->IgnoreParenImpCasts()->isEvaluatable(source_.context());
    const bool is_plain = value == nullptr || is_constant;
    if (!is_plain) {
      give_before_return(*value, *text, lock, alone);
    } else if (alone) {
      edits.push_back(source_.insertion(text->file, text->begin, "{ " + lock.give() + " "));
      edits.push_back(source_.insertion(text->file, text->end, " }"));
    } else if (source_.begins_line(text->file, text->begin)) {
      const std::string indentation = source_.indentation(text->file, text->begin);
      edits.push_back(source_.insertion(text->file, text->begin, lock.give() + "\n" + indentation));
    } else {
      edits.push_back(source_.insertion(text->file, text->begin, lock.give() + " "));
    }
  }
}

void Wrapping::surround(const StatementRange& range, const Lines& opening, const Lines& closing, Braces braces) {
  const std::optional<TextRange> first = source_.statement(*range.first);
  const std::optional<TextRange> last = source_.statement(*range.last);
  if (!first || !last || first->file != last->file) {
    problem = kMacro;
    return;
  }
  const TextRange text{first->file, first->begin, last->end};
  if (is_list(*range.parent)) return surround_in_list(text, opening, closing, braces);
  surround_alone(range, text, opening, closing);
}

void Wrapping::surround_in_list(const TextRange& text, const Lines& opening, const Lines& closing, Braces braces) {
  const bool block = braces == Braces::kNeeded;
  if (!source_.begins_line(text.file, text.begin) || !source_.ends_line(text.file, text.end)) {
    edits.push_back(source_.insertion(text.file, text.begin, (block ? "{ " : "") + joined(opening, "", " ")));
    edits.push_back(source_.insertion(text.file, text.end, joined(closing, " ", "") + (block ? " }" : "")));
    return;
  }
  const std::string outside = source_.indentation(text.file, text.begin);
  const std::string inside = outside + (block ? unit_ : "");
  const std::string before = (block ? outside + "{\n" : "") + joined(opening, inside, "\n");
  std::string after = joined(closing, inside, "\n") + (block ? outside + "}\n" : "");
  edits.push_back(source_.insertion(text.file, source_.line_begin(text.file, text.begin), before));
  if (block) indent(text);
  if (after.empty()) return;
  const unsigned end = source_.line_end(text.file, text.end);
  if (source_.text(text.file)[end - 1] != '\n') after.insert(0, "\n");
  edits.push_back(source_.insertion(text.file, end, after));
}

void Wrapping::surround_alone(const StatementRange& range, const TextRange& text, const Lines& opening, const Lines& closing) {
  const std::string_view all = source_.text(text.file);
  unsigned before = text.begin;
  while (before > 0 && std::string_view(" \t\r\n").find(all[before - 1]) != std::string_view::npos) --before;
  // A comment at the end of the line before would swallow the brace.
  const unsigned line = source_.line_begin(text.file, before);
  if (all.substr(line, before - line).find("//") != std::string_view::npos) before = text.begin;
  const TextRange head = source_.expansion(range.parent->getSourceRange());
  const std::string outside = source_.indentation(head.file, head.begin);
  const std::string inside = outside + unit_;
  const std::string start = (before == text.begin ? "{\n" : " {\n") + joined(opening, inside, "\n") + inside;
  edits.push_back(source_.replacement({text.file, before, text.begin}, start));
  if (source_.ends_line(text.file, text.end) && source_.text(text.file)[source_.line_end(text.file, text.end) - 1] == '\n') {
    const std::string end = joined(closing, inside, "\n") + outside + "}\n";
    edits.push_back(source_.insertion(text.file, source_.line_end(text.file, text.end), end));
  } else {
    edits.push_back(source_.insertion(text.file, text.end, joined(closing, "\n" + inside, "") + "\n" + outside + "}"));
  }
}

void Wrapping::indent(const TextRange& text) {
  const std::string written = source_.text(text);
  if (written.find("R\"") != std::string::npos || written.find("/*") != std::string::npos) return;
  for (unsigned line = source_.line_begin(text.file, text.begin); line < text.end; line = source_.line_end(text.file, line)) {
    const char first = source_.text(text.file)[line];
    if (first != '\n' && first != '#') edits.push_back(source_.insertion(text.file, line, unit_));
  }
}

}  // namespace check
