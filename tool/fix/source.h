// The text of a syntax tree's files: where statements stand, and what is written there.
//
// Thread safety: none; one thread uses one tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceLocation.h"
#include "tool/finding.h"
#include "tool/fix/trees.h"

namespace clang {
class SourceManager;
class LangOptions;
}  // namespace clang

namespace check {

/// Bytes [begin, end) of a file.
struct TextRange {
  clang::FileID file;
  unsigned begin = 0;
  unsigned end = 0;
};

class Source {
 public:
  explicit Source(const Tree& tree);

  /// Where `place` is; nothing when its file is not part of the unit.
  std::optional<TextRange> at(const Place& place) const;
  /// Where all of it is written, also when macros write it.
  TextRange expansion(clang::SourceRange range) const;
  /// What is written by itself; nothing when a macro writes a part of it and something else.
  std::optional<TextRange> written(clang::SourceRange range) const;
  /// The same with the semicolon behind it.
  std::optional<TextRange> statement(const clang::Stmt& statement) const;

  std::string_view text(clang::FileID file) const;
  std::string text(const TextRange& range) const {
    return std::string(text(range.file).substr(range.begin, range.end - range.begin));
  }
  /// As it is written, on one line.
  std::string text(const clang::Stmt& statement) const;
  std::string path(clang::FileID file) const;

  /// The blanks before the first letter of the line.
  std::string indentation(clang::FileID file, unsigned offset) const;
  unsigned line_begin(clang::FileID file, unsigned offset) const;
  /// Where the next line begins, or the end of the file.
  unsigned line_end(clang::FileID file, unsigned offset) const;
  /// Whether only blanks stand before it in its line.
  bool begins_line(clang::FileID file, unsigned offset) const;
  /// Whether only blanks and a comment stand behind it in its line.
  bool ends_line(clang::FileID file, unsigned offset) const;

  Edit insertion(clang::FileID file, unsigned offset, std::string text) const { return {path(file), offset, 0, std::move(text)}; }
  Edit replacement(const TextRange& range, std::string text) const {
    return {path(range.file), range.begin, range.end - range.begin, std::move(text)};
  }

  clang::ASTContext& context() const { return tree_.context(); }
  const clang::SourceManager& manager() const { return sources_; }
  const clang::LangOptions& language() const { return language_; }

 private:
  const Tree& tree_;
  const clang::SourceManager& sources_;
  const clang::LangOptions& language_;
};

/// Whether `name` stands somewhere in `text` as a word.
bool has_word(std::string_view text, std::string_view name);

}  // namespace check
