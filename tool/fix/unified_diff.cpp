// The shortest change from one text to another, line by line (E. W. Myers, "An O(ND) difference algorithm and its variations",
// 1986).
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tool/fix/edits.h"

namespace check {
namespace {

constexpr std::size_t kContext = 3;

/// Each with its end of line; the last may have none.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    lines.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return lines;
}

struct DiffLine {
  char kind;  ///< ' ' both, '-' before, '+' after
  const std::string* line;
};

class Difference {
 public:
  Difference(const std::vector<std::string>& before, const std::vector<std::string>& after) : a_(before), b_(after) {}

  std::vector<DiffLine> lines() {
    search();
    std::vector<DiffLine> result;
    long x = size(a_);
    long y = size(b_);
    for (long d = static_cast<long>(trace_.size()) - 1; d > 0; --d) {
      const std::vector<long>& furthest = trace_[static_cast<std::size_t>(d - 1)];
      const long k = x - y;
      const bool down = k == -d || (k != d && at(furthest, k - 1) < at(furthest, k + 1));
      const long from = at(furthest, down ? k + 1 : k - 1);
      const long from_y = from - (down ? k + 1 : k - 1);
      for (; x > from && y > from_y; --x, --y) result.push_back({' ', &a_[static_cast<std::size_t>(x - 1)]});
      if (down)
        result.push_back({'+', &b_[static_cast<std::size_t>(--y)]});
      else
        result.push_back({'-', &a_[static_cast<std::size_t>(--x)]});
    }
    for (; x > 0; --x) result.push_back({' ', &a_[static_cast<std::size_t>(x - 1)]});
    std::ranges::reverse(result);
    return result;
  }

 private:
  static long size(const std::vector<std::string>& lines) { return static_cast<long>(lines.size()); }
  long& at(std::vector<long>& row, long k) const { return row[static_cast<std::size_t>(k + size(a_) + size(b_) + 1)]; }
  long at(const std::vector<long>& row, long k) const { return row[static_cast<std::size_t>(k + size(a_) + size(b_) + 1)]; }

  /// For each number of changed lines: how far each diagonal is reached.
  void search() {
    std::vector<long> row(static_cast<std::size_t>(2 * (size(a_) + size(b_)) + 3), 0);
    for (long d = 0; d <= size(a_) + size(b_); ++d) {
      for (long k = -d; k <= d; k += 2) {
        long x = k == -d || (k != d && at(row, k - 1) < at(row, k + 1)) ? at(row, k + 1) : at(row, k - 1) + 1;
        while (x < size(a_) && x - k < size(b_) && x - k >= 0 &&
               a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(x - k)])
          ++x;
        at(row, k) = x;
        if (x < size(a_) || x - k < size(b_)) continue;
        trace_.push_back(row);
        return;
      }
      trace_.push_back(row);
    }
  }

  const std::vector<std::string>& a_;
  const std::vector<std::string>& b_;
  std::vector<std::vector<long>> trace_;
};

std::string hunk(const std::vector<DiffLine>& lines, std::size_t begin, std::size_t end, std::size_t line_a, std::size_t line_b) {
  std::string body;
  std::size_t count_a = 0;
  std::size_t count_b = 0;
  for (std::size_t i = begin; i < end; ++i) {
    body += lines[i].kind + *lines[i].line;
    if (!body.ends_with('\n')) body += "\n\\ No newline at end of file\n";
    count_a += lines[i].kind != '+' ? 1 : 0;
    count_b += lines[i].kind != '-' ? 1 : 0;
  }
  // An empty side is counted from the line before it.
  return fmt::format("@@ -{},{} +{},{} @@\n{}", line_a + (count_a > 0 ? 1 : 0), count_a, line_b + (count_b > 0 ? 1 : 0), count_b,
                     body);
}

}  // namespace

std::string unified_diff(const std::string& before, const std::string& after, const std::string& shown) {
  const std::vector<std::string> a = lines_of(before);
  const std::vector<std::string> b = lines_of(after);
  const std::vector<DiffLine> lines = Difference(a, b).lines();
  std::string text;
  std::size_t line_a = 0;
  std::size_t line_b = 0;
  std::size_t counted = 0;
  const auto count_to = [&](std::size_t end) {
    for (; counted < end; ++counted) {
      line_a += lines[counted].kind != '+' ? 1 : 0;
      line_b += lines[counted].kind != '-' ? 1 : 0;
    }
  };
  const auto next_change = [&](std::size_t from) {
    while (from < lines.size() && lines[from].kind == ' ') ++from;
    return from;
  };
  for (std::size_t change = next_change(0); change < lines.size();) {
    const std::size_t begin = std::max(counted, change < kContext ? 0 : change - kContext);
    std::size_t last = change;
    for (std::size_t next = next_change(last + 1); next < lines.size() && next - last <= 2 * kContext;
         next = next_change(last + 1))
      last = next;
    const std::size_t end = std::min(lines.size(), last + 1 + kContext);
    count_to(begin);
    text += hunk(lines, begin, end, line_a, line_b);
    count_to(end);
    change = next_change(end);
  }
  return text.empty() ? "" : fmt::format("--- {}\n+++ {}\n{}", shown, shown, text);
}

}  // namespace check
