// Processes that print to each other and read lines, by the streams of C and of C++.
#include <stdio.h>

#include <array>
#include <iostream>
#include <string>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"

namespace programs {
namespace {

/// A pipe, as a stream at each end.
struct Streams {
  FILE* out;
  FILE* in;

  Streams() {
    int ends[2];
    must(pipe(ends) == 0);
    out = fdopen(ends[1], "w");
    in = fdopen(ends[0], "r");
    must(out != nullptr && in != nullptr);
  }
};

/// One child writes a number and then `prints`; another `reads`, and then adds to the number.
template <class Print, class Read>
int told(Print print, Read read) {
  int& number = mapped<int>();
  const Streams streams;
  return in_two(
      [&] {
        number = 1;
        print(streams.out);
      },
      [&] {
        read(streams.in);
        number += 1;
      });
}

void get_line(FILE* in) {
  char line[100];
  must(fgets(line, sizeof line, in) != nullptr);
}

int stream_of_lines() {
  return told(
      [](FILE* out) {
        fprintf(out, "%d lines\n", 1);
        fflush(out);
      },
      get_line);
}

int stream_closed() {
  return told(
      [](FILE* out) {
        fputs("a line\n", out);
        fclose(out);
      },
      get_line);
}

/// What is done between the call and the flush is known, too.
template <class Flush>
int told_by(Flush flush) {
  int& number = mapped<int>();
  const Streams streams;
  return in_two(
      [&] {
        fputs("a line\n", streams.out);
        number = 1;
        flush();
      },
      [&] {
        get_line(streams.in);
        number += 1;
      });
}

int stream_flushed_later() {
  return told_by([] { fflush(nullptr); });
}

// What is left in the buffer is written when the process ends.
int stream_flushed_at_the_end() {
  return told_by([] { exit(0); });
}

int stream_of_characters() {
  return told(
      [](FILE* out) {
        for (const char character : {'a', 'b', '\n'}) putc(character, out);
        fflush(out);
      },
      [](FILE* in) {
        while (getc(in) != '\n') continue;
      });
}

int stream_of_blocks() {
  return told(
      [](FILE* out) {
        const int block[3] = {1, 2, 3};
        must(fwrite(block, sizeof block, 1, out) == 1);
        fflush(out);
      },
      [](FILE* in) {
        int block[3];
        must(fread(block, sizeof block, 1, in) == 1);
      });
}

int stream_of_numbers() {
  return told(
      [](FILE* out) {
        fprintf(out, "%d ", 42);
        fclose(out);
      },
      [](FILE* in) {
        int read = 0;
        must(fscanf(in, "%d", &read) == 1 && read == 42);
      });
}

int stream_without_buffer() {
  return told(
      [](FILE* out) {
        setvbuf(out, nullptr, _IONBF, 0);
        putc('\n', out);
      },
      get_line);
}

int stream_of_standard_output() {
  return told(
      [](FILE* out) {
        must(dup2(fileno(out), STDOUT_FILENO) == STDOUT_FILENO);
        std::cout << "a line" << std::endl;
      },
      [](FILE* in) {
        must(dup2(fileno(in), STDIN_FILENO) == STDIN_FILENO);
        std::string line;
        must(static_cast<bool>(std::getline(std::cin, line)));
      });
}

int stream_by_descriptor() {
  return told([](FILE* out) { dprintf(fileno(out), "%s\n", "a line"); }, get_line);
}

int stream_too_early() {
  int& number = mapped<int>();
  const Streams streams;
  return in_two(
      [&] {
        fputs("a line\n", streams.out);
        fflush(streams.out);
        number = 1;  // RACE stream_too_early
      },
      [&] {
        get_line(streams.in);
        number += 1;  // RACE stream_too_early
      });
}

int stream_of_another_file() {
  int& number = mapped<int>();
  const Streams streams, others;
  fputs("a line\n", others.out);
  fflush(others.out);
  return in_two(
      [&] {
        number = 1;  // RACE stream_of_another_file
        fputs("a line\n", streams.out);
        fflush(streams.out);
      },
      [&] {
        get_line(others.in);
        number += 1;  // RACE stream_of_another_file
      });
}

int stream_into_shared_memory() {
  auto& block = mapped<std::array<char, 8>>();
  const Streams streams;
  fputs("12345678\n", streams.out);
  fflush(streams.out);
  return in_two(
      [&] {
        must(fread(block.data(), block.size(), 1, streams.in) == 1);  // RACE stream_into_shared_memory
      },
      [&] {
        block[1] = 'x';  // RACE stream_into_shared_memory
      });
}

constexpr Program kPrograms[] = {
    {"stream_of_lines", stream_of_lines},
    {"stream_closed", stream_closed},
    {"stream_flushed_later", stream_flushed_later},
    {"stream_flushed_at_the_end", stream_flushed_at_the_end},
    {"stream_of_characters", stream_of_characters},
    {"stream_of_blocks", stream_of_blocks},
    {"stream_of_numbers", stream_of_numbers},
    {"stream_without_buffer", stream_without_buffer},
    {"stream_of_standard_output", stream_of_standard_output},
    {"stream_by_descriptor", stream_by_descriptor},
    {"stream_too_early", stream_too_early},
    {"stream_of_another_file", stream_of_another_file},
    {"stream_into_shared_memory", stream_into_shared_memory},
};

}  // namespace

std::span<const Program> foreign_stream_programs() { return kPrograms; }

}  // namespace programs
