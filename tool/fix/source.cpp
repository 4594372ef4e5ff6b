#include "tool/fix/source.h"

#include <cctype>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace check {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The statement that the semicolon belongs to.
const clang::Stmt& last_part(const clang::Stmt& statement) {
  const clang::Stmt* part = nullptr;
  if (const auto* branch = llvm::dyn_cast<clang::IfStmt>(&statement))
    part = branch->getElse() != nullptr ? branch->getElse() : branch->getThen();
  else if (const auto* loop = llvm::dyn_cast<clang::WhileStmt>(&statement))
    part = loop->getBody();
  else if (const auto* counted = llvm::dyn_cast<clang::ForStmt>(&statement))
    part = counted->getBody();
  else if (const auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(&statement))
    part = range->getBody();
  else if (const auto* label = llvm::dyn_cast<clang::LabelStmt>(&statement))
    part = label->getSubStmt();
  else if (const auto* case_of = llvm::dyn_cast<clang::SwitchCase>(&statement))
    part = case_of->getSubStmt();
  else if (const auto* attributed = llvm::dyn_cast<clang::AttributedStmt>(&statement))
    part = attributed->getSubStmt();
  else if (const auto* choice = llvm::dyn_cast<clang::SwitchStmt>(&statement))
    part = choice->getBody();
  return part == nullptr ? statement : last_part(*part);
}

bool wants_semicolon(const clang::Stmt& statement) {
  using namespace clang;
  return llvm::isa<Expr, ReturnStmt, BreakStmt, ContinueStmt, GotoStmt, DoStmt>(statement);
}

}  // namespace

Source::Source(const Tree& tree)
    : tree_(tree), sources_(tree.context().getSourceManager()), language_(tree.context().getLangOpts()) {}

std::optional<TextRange> Source::at(const Place& place) const {
  const std::string wanted = canonical_path("/", place.file);
  for (auto it = sources_.fileinfo_begin(); it != sources_.fileinfo_end(); ++it) {
    if (tree_.path(it->first.getName().str()) != wanted) continue;
    const clang::FileID file = sources_.translateFile(it->first);
    const clang::SourceLocation location = sources_.translateLineCol(file, place.line, place.column);
    if (location.isInvalid()) return std::nullopt;
    const unsigned offset = sources_.getFileOffset(location);
    return TextRange{file, offset, offset};
  }
  return std::nullopt;
}

TextRange Source::expansion(clang::SourceRange range) const {
  const clang::CharSourceRange whole = sources_.getExpansionRange(range);
  const auto [file, begin] = sources_.getDecomposedLoc(whole.getBegin());
  const auto [end_file, last] = sources_.getDecomposedLoc(whole.getEnd());
  if (file != end_file) return {file, begin, begin};
  const unsigned length = whole.isTokenRange() ? clang::Lexer::MeasureTokenLength(whole.getEnd(), sources_, language_) : 0;
  return {file, begin, last + length};
}

std::optional<TextRange> Source::written(clang::SourceRange range) const {
  if (range.isInvalid()) return std::nullopt;
  const clang::CharSourceRange whole =
      clang::Lexer::makeFileCharRange(clang::CharSourceRange::getTokenRange(range), sources_, language_);
  if (whole.isInvalid()) return std::nullopt;
  const auto [file, begin] = sources_.getDecomposedLoc(whole.getBegin());
  return TextRange{file, begin, sources_.getFileOffset(whole.getEnd())};
}

std::optional<TextRange> Source::statement(const clang::Stmt& statement) const {
  std::optional<TextRange> range = written(statement.getSourceRange());
  if (!range || !wants_semicolon(last_part(statement))) return range;
  const clang::SourceLocation last = sources_.getComposedLoc(range->file, range->end > 0 ? range->end - 1 : 0);
  const clang::SourceLocation token = clang::Lexer::GetBeginningOfToken(last, sources_, language_);
  const std::optional<clang::Token> next = clang::Lexer::findNextToken(token, sources_, language_);
  if (!next || next->isNot(clang::tok::semi)) return std::nullopt;
  range->end = sources_.getFileOffset(next->getEndLoc());
  return range;
}

std::string_view Source::text(clang::FileID file) const { return sources_.getBufferData(file); }

std::string Source::text(const clang::Stmt& statement) const {
  const std::optional<TextRange> range = written(statement.getSourceRange());
  if (!range) return "";
  std::string line;
  for (const char c : text(*range)) {
    const bool blank = is_blank(c) || c == '\n';
    if (!blank || !line.ends_with(' ')) line += blank ? ' ' : c;
  }
  return line;
}

std::string Source::path(clang::FileID file) const {
  const clang::OptionalFileEntryRef entry = sources_.getFileEntryRefForID(file);
  return entry ? tree_.path(entry->getName().str()) : "";
}

std::string Source::indentation(clang::FileID file, unsigned offset) const {
  const std::string_view all = text(file);
  const unsigned begin = line_begin(file, offset);
  unsigned end = begin;
  while (end < all.size() && is_blank(all[end])) ++end;
  return std::string(all.substr(begin, end - begin));
}

unsigned Source::line_begin(clang::FileID file, unsigned offset) const {
  const std::string_view all = text(file);
  while (offset > 0 && all[offset - 1] != '\n') --offset;
  return offset;
}

unsigned Source::line_end(clang::FileID file, unsigned offset) const {
  const std::string_view all = text(file);
  const std::size_t end = all.find('\n', offset);
  return static_cast<unsigned>(end == std::string_view::npos ? all.size() : end + 1);
}

bool Source::begins_line(clang::FileID file, unsigned offset) const {
  return indentation(file, offset).size() == offset - line_begin(file, offset);
}

bool Source::ends_line(clang::FileID file, unsigned offset) const {
  std::string_view rest = text(file).substr(offset, line_end(file, offset) - offset);
  while (!rest.empty() && (is_blank(rest.front()) || rest.front() == '\n')) rest.remove_prefix(1);
  if (rest.empty() || rest.starts_with("//")) return true;
  const std::size_t close = rest.find("*/");
  if (!rest.starts_with("/*") || close == std::string_view::npos) return false;
  return rest.find_first_not_of(" \t\r\n", close + 2) == std::string_view::npos;
}

bool has_word(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool starts = at == 0 || !is_word(text[at - 1]);
    const std::size_t end = at + name.size();
    if (starts && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

}  // namespace check
