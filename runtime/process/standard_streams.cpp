#include "runtime/process/standard_streams.h"

#include <fcntl.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace mp::internal {
namespace {

/// A program may have asked the stream to throw; here nobody could catch it.
template <class Stream>
void flush_quietly(Stream& stream) noexcept {
  try {
    stream.flush();
  } catch (...) {
  }
}

}  // namespace

void flush_standard_streams() noexcept {
  flush_quietly(std::cout);
  flush_quietly(std::wcout);
  flush_quietly(std::clog);
  flush_quietly(std::wclog);
  flush_quietly(std::cerr);
  flush_quietly(std::wcerr);
  std::fflush(stdout);
  std::fflush(stderr);
}

void close_standard_input() noexcept {
  __fpurge(stdin);
  ::close(STDIN_FILENO);
  // The lowest number that is free is the one that was just closed. If there is no such file, every read fails: as good an end.
  [[maybe_unused]] const int end = ::open("/dev/null", O_RDONLY);
}

}  // namespace mp::internal
