#include "tool/suppress/directive.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/LangStandard.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Token.h"
#include "llvm/TargetParser/Triple.h"

namespace check {
namespace {

constexpr std::string_view kWord = "NOLINT";

/// What may follow kWord. The shortest stands last, as all others begin like it.
constexpr std::array<std::pair<std::string_view, DirectiveKind>, 4> kEndings = {{{"NEXTLINE", DirectiveKind::kNextLine},
                                                                                 {"BEGIN", DirectiveKind::kBegin},
                                                                                 {"END", DirectiveKind::kEnd},
                                                                                 {"", DirectiveKind::kLine}}};

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

clang::LangOptions cpp20() {
  clang::LangOptions options;
  std::vector<std::string> includes;
  clang::LangOptions::setLangDefaults(options, clang::Language::CXX, llvm::Triple(), includes, clang::LangStandard::lang_cxx20);
  return options;
}

/// The reason: the rest of the comment's line without what only separates or closes.
std::string reason_in(std::string_view rest) {
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with("*/")) rest.remove_suffix(2);
  const auto begins_words = [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; };
  const auto* begin = std::ranges::find_if(rest, begins_words);
  std::string reason(begin, rest.end());
  while (!reason.empty() && (reason.back() == ' ' || reason.back() == '\t')) reason.pop_back();
  return reason;
}

/// The directive that begins at the front of `text`; nothing when the word only begins like one: "NOLINTED".
std::optional<Directive> directive_at(std::string_view text) {
  text.remove_prefix(kWord.size());
  const auto* ending = std::ranges::find_if(kEndings, [&](const auto& known) { return text.starts_with(known.first); });
  text.remove_prefix(ending->first.size());
  if (!text.empty() && is_letter(text.front())) return std::nullopt;
  Directive directive;
  directive.kind = ending->second;
  const std::size_t close = text.substr(0, text.find('\n')).find(')');
  if (text.starts_with('(') && close != std::string_view::npos) {
    directive.checks = std::string(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
  }
  directive.reason = reason_in(text);
  return directive;
}

/// Counts lines and columns while it goes through a text from its front to its end.
class Position {
 public:
  explicit Position(std::string_view text) : text_(text) {}

  Place at(const std::string& file, std::size_t offset) {
    for (; at_ < offset; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_begin_ = at_ + 1;
    }
    return {.file = file, .line = line_, .column = static_cast<unsigned>(offset - line_begin_ + 1), .function = ""};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  unsigned line_ = 1;
};

}  // namespace

std::string spelling(const Directive& directive) {
  std::string text(kWord);
  for (const auto& [ending, kind] : kEndings) {
    if (kind == directive.kind) text += ending;
  }
  if (directive.checks) text += "(" + *directive.checks + ")";
  return text;
}

std::vector<Directive> directives_in(const std::string& file, const std::string& source) {
  std::vector<Directive> directives;
  if (source.find(kWord) == std::string::npos) return directives;
  static const clang::LangOptions options = cpp20();
  const char* begin = source.c_str();
  clang::Lexer lexer(clang::SourceLocation(), options, begin, begin, begin + source.size());
  lexer.SetCommentRetentionState(true);
  Position position(source);
  clang::Token token;
  for (bool is_last = false; !is_last;) {
    is_last = lexer.LexFromRawLexer(token);
    if (token.isNot(clang::tok::comment)) continue;
    const std::size_t end = lexer.getCurrentBufferOffset();
    for (std::size_t at = source.find(kWord, end - token.getLength()); at < end; at = source.find(kWord, at + kWord.size())) {
      std::optional<Directive> directive = directive_at(std::string_view(source).substr(at, end - at));
      const bool begins_a_word = !is_letter(source[at - 1]);  // a comment has its slash before the word
      if (!directive || !begins_a_word) continue;
      directive->place = position.at(file, at);
      directives.push_back(*std::move(directive));
    }
  }
  return directives;
}

}  // namespace check
