// What the C library writes and reads in shared memory.
#include <stdio.h>
#include <string.h>

#include <string>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"

namespace programs {
namespace {

struct Texts {
  char text[64];
  char other[64];
};

// Not known to the compiler, which would copy a literal itself.
const char* some_text() {
  static const std::string text = "number " + std::to_string(getpid());
  return text.c_str();
}

int text_copied_and_measured() {
  Texts& shared = mapped<Texts>();
  return in_two([&] { strcpy(shared.text, some_text()); },  // RACE text_copied_and_measured
                [&] {
                  const size_t length = strlen(shared.text);  // RACE text_copied_and_measured
                  must(length < sizeof shared.text);
                });
}

int text_printed_and_compared() {
  Texts& shared = mapped<Texts>();
  return in_two(
      [&] { snprintf(shared.text, sizeof shared.text, "%d", static_cast<int>(getpid())); },  // RACE text_printed_and_compared
      [&] {
        const int order = strcmp(shared.text, some_text());  // RACE text_printed_and_compared
        must(order != 0);
      });
}

int text_appended_and_read() {
  Texts& shared = mapped<Texts>();
  return in_two([&] { strncat(shared.text, some_text(), 20); },  // RACE text_appended_and_read
                [&] {
                  const char letter = shared.text[3];  // RACE text_appended_and_read
                  must(letter != '!');
                });
}

// Each its own part: the one's zeros end before the other's text begins.
int text_beside_text() {
  Texts& shared = mapped<Texts>();
  return in_two([&] { strncpy(shared.text, some_text(), sizeof shared.text); },
                [&] { snprintf(shared.other, sizeof shared.other, "%s", some_text()); });
}

int text_in_turn() {
  Texts& shared = mapped<Texts>();
  reap(forked([&] { strcpy(shared.text, some_text()); }));
  reap(forked([&] { strcat(shared.text, some_text()); }));
  return strlen(shared.text) == strnlen(shared.text, sizeof shared.text) && memcmp(shared.text, "number", 6) == 0 ? 0 : 1;
}

constexpr Program kPrograms[] = {
    {"text_copied_and_measured", text_copied_and_measured},
    {"text_printed_and_compared", text_printed_and_compared},
    {"text_appended_and_read", text_appended_and_read},
    {"text_beside_text", text_beside_text},
    {"text_in_turn", text_in_turn},
};

}  // namespace

std::span<const Program> foreign_string_programs() { return kPrograms; }

}  // namespace programs
