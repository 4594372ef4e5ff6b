#include "runtime/sanitizer/family/exec_letter.h"

#include <charconv>

#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

constexpr char kBetween = '.';

/// The number at the start, which is taken off with what stands behind it.
template <class Number>
bool take(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty()) return true;
  const bool continues = text.front() == kBetween;
  text.remove_prefix(1);
  return continues;
}

}  // namespace

void write_letter(const ExecLetter& letter, std::span<char> out) {
  Text text(out.first(ExecLetter::kBytes - 1));
  const char* before = "=";
  text << ExecLetter::kVariable;
  for (const std::uint64_t number :
       {std::uint64_t(letter.file), std::uint64_t(letter.inode), std::uint64_t(letter.parent), std::uint64_t(letter.root),
        std::uint64_t(index(letter.identity.sid)), std::uint64_t(index(letter.identity.record))}) {
    text << before << number;
    before = ".";
  }
  out[text.str().size()] = '\0';
}

std::optional<ExecLetter> read_letter(std::string_view value) {
  ExecLetter letter;
  unsigned sid = 0, record = 0;
  const bool whole = !value.ends_with(kBetween) && take(value, letter.file) && take(value, letter.inode) &&
                     take(value, letter.parent) && take(value, letter.root) && take(value, sid) && take(value, record) &&
                     value.empty();
  if (!whole || letter.file < 0 || sid >= kMaxProcesses || record >= ProcessTable::kRecords) return std::nullopt;
  letter.identity = {.sid = Sid{static_cast<std::uint8_t>(sid)}, .record = RecordId{static_cast<std::uint16_t>(record)}};
  return letter;
}

}  // namespace race
