#include "tool/output/text_output.h"

#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "tool/checks/check.h"
#include "tool/output/snippet.h"
#include "tool/output/wording.h"

namespace check {
namespace {

// The colours that Clang uses for the same parts.
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kBoldMagenta = "\033[1;35m";
constexpr std::string_view kBoldCyan = "\033[1;36m";
constexpr std::string_view kBoldGreen = "\033[1;32m";
constexpr std::string_view kReset = "\033[0m";

class Printer {
 public:
  Printer(SourceText& source, Colour colour) : source_(source), coloured_(colour == Colour::kAlways) {}

  void print(const Finding& finding) {
    const Check* check = find_check(finding.rule);
    const std::string kind = fmt::format("{}: ", name_of(check == nullptr ? Severity::kWarning : check->severity));
    header(finding.first.place, kind, kBoldMagenta, fmt::format("{} [{}]", finding.message, finding.rule), kBold);
    shown_line_ = Place{};
    show_line(finding.first.place);
    const std::vector<Explanation> explanations = explanations_of(finding, source_);
    for (const Explanation& explanation : explanations) {
      header(explanation.place, "note: ", kBoldCyan, explanation.sentence, "");
      const bool is_reason = !finding.why_parallel.empty() && &explanation == &explanations.back();
      if (!is_reason) show_line(explanation.place);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  void header(const Place& place, std::string_view kind, std::string_view kind_colour, const std::string& message,
              std::string_view message_colour) {
    paint(kBold, shown_place(place, source_) + ": ");
    paint(kind_colour, kind);
    paint(message_colour, message);
    text_ += '\n';
  }

  void show_line(const Place& place) {
    if (shown_line_.file == place.file && shown_line_.line == place.line) return;
    shown_line_ = place;
    const std::string_view line = source_.line(place.file, place.line);
    if (line.empty()) return;
    const Snippet shown = snippet(line, place.column);
    text_ += fmt::format("{:>5} | {}\n      | {:{}}", place.line, shown.text, "", shown.caret_indent);
    paint(kBoldGreen, "^");
    text_ += '\n';
  }

  void paint(std::string_view colour, std::string_view words) {
    const bool plain = !coloured_ || colour.empty();
    text_ += plain ? std::string(words) : fmt::format("{}{}{}", colour, words, kReset);
  }

  SourceText& source_;
  bool coloured_;
  Place shown_line_;
  std::string text_;
};

}  // namespace

std::string text_output(std::span<const Finding> findings, SourceText& source, Colour colour) {
  Printer printer(source, colour);
  for (const Finding& finding : findings) printer.print(finding);
  return printer.take();
}

}  // namespace check
