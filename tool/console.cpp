#include "tool/console.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace check {
namespace {

bool is_able_terminal(int descriptor) {
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::strcmp(terminal, "dumb") == 0;
  return !dumb && isatty(descriptor) == 1;
}

}  // namespace

void say(std::string_view sentence) { fmt::print(stderr, "racecheck: {}\n", sentence); }

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool wants_colour(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const bool refused = no_color != nullptr && *no_color != '\0';
  return !refused && is_able_terminal(descriptor);
}

Progress::Progress(std::size_t total, bool wanted)
    : total_(total), shown_(wanted && total > 1 && is_able_terminal(STDERR_FILENO)) {}

Progress::~Progress() {
  if (width_ > 0) fmt::print(stderr, "\r{:{}}\r", "", width_);
}

void Progress::step() {
  if (!shown_) return;
  const std::scoped_lock guard(mutex_);
  ++done_;
  show(fmt::format("racecheck: {} of {} files parsed", done_, total_));
}

void Progress::show(const std::string& text) {
  // Without an escape sequence, so that NO_COLOR and simple terminals have nothing against it.
  fmt::print(stderr, "\r{}", text);
  std::fflush(stderr);
  width_ = text.size();
}

}  // namespace check
