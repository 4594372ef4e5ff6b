#include "runtime/process/standard_streams.h"

#include <fcntl.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <cstdio>
#include <ext/stdio_sync_filebuf.h>
#include <iostream>
#include <typeinfo>

namespace mp::internal {
namespace {

// A child by fork has its own copy of each page that it writes, and maps each page of a library anew: a stream that holds
// nothing is not touched, since all of them together would cost it ten page faults.

/// Without std::ios::sync_with_stdio(false) a stream has no buffer of its own: what it is given is in the FILE's.
template <class Char, class Traits>
bool has_own_buffer(const std::basic_ostream<Char, Traits>& stream) {
  const auto* const buffer = stream.rdbuf();
  return buffer != nullptr && typeid(*buffer) != typeid(__gnu_cxx::stdio_sync_filebuf<Char, Traits>);
}

/// A program may have asked the stream to throw; here nobody could catch it.
template <class Stream>
void flush_quietly(Stream& stream) noexcept {
  try {
    if (has_own_buffer(stream)) stream.flush();
  } catch (...) {
  }
}

void flush_file(std::FILE* file) noexcept {
  if (__fpending(file) != 0) std::fflush(file);
}

}  // namespace

void flush_standard_streams() noexcept {
  flush_quietly(std::cout);
  flush_quietly(std::wcout);
  flush_quietly(std::clog);
  flush_quietly(std::wclog);
  flush_quietly(std::cerr);
  flush_quietly(std::wcerr);
  flush_file(stdout);
  flush_file(stderr);
}

void close_standard_input() noexcept {
  __fpurge(stdin);
  ::close(STDIN_FILENO);
  // The lowest number that is free is the one that was just closed. If there is no such file, every read fails: as good an end.
  [[maybe_unused]] const int end = ::open("/dev/null", O_RDONLY);
}

}  // namespace mp::internal
