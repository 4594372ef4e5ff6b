#include "samples/finals.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace samples {

std::optional<int> final_of(std::string_view output) {
  constexpr std::string_view kLabel = "final: ";
  const std::size_t label = output.rfind(kLabel);
  if (label == output.npos || (label != 0 && output[label - 1] != '\n')) return std::nullopt;
  const std::string_view rest = output.substr(label + kLabel.size());
  int value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  const bool whole_line = error == std::errc() && end != rest.data() + rest.size() && *end == '\n';
  return whole_line ? std::optional(value) : std::nullopt;
}

int runs_of(const Finals& finals) {
  int runs = 0;
  for (const auto& [value, times] : finals) runs += times;
  return runs;
}

std::string histogram(const Finals& finals, int width) {
  int most = 1;
  for (const auto& [value, times] : finals) most = std::max(most, times);
  const double scale = std::min(1.0, static_cast<double>(width) / most);
  std::string text;
  for (const auto& [value, times] : finals) {
    const int length = std::max(1, static_cast<int>(times * scale));
    text += fmt::format("{:>4} | {} {}\n", value, std::string(static_cast<std::size_t>(length), '#'), times);
  }
  return text;
}

}  // namespace samples
