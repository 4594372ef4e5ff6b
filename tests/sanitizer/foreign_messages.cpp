#include <sys/socket.h>
#include <sys/uio.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"

namespace programs {
namespace {

struct Ends {
  int in[2];

  Ends() {
    if (pipe(in) != 0) abort();
  }
  void put() const {
    if (write(in[1], "x", 1) != 1) abort();
  }
  void get() const {
    char byte;
    if (read(in[0], &byte, 1) != 1) abort();
  }
};

int piped() {
  int& number = mapped<int>();
  const Ends ends;
  return in_two(
      [&] {
        number = 1;
        ends.put();
      },
      [&] {
        ends.get();
        number += 1;
      });
}

int piped_too_early() {
  int& number = mapped<int>();
  const Ends ends;
  return in_two(
      [&] {
        ends.put();
        number = 1;  // RACE piped_too_early
      },
      [&] {
        ends.get();
        number += 1;  // RACE piped_too_early
      });
}

int piped_back() {
  int& number = mapped<int>();
  const Ends there;
  const Ends back;
  return in_two(
      [&] {
        number = 1;
        there.put();
        back.get();
        number += 1;
      },
      [&] {
        there.get();
        number += 1;
        back.put();
      });
}

int paired_sockets() {
  int& number = mapped<int>();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  return in_two(
      [&] {
        number = 1;
        if (send(ends[0], "x", 1, 0) != 1) abort();
        char byte;
        iovec piece{.iov_base = &byte, .iov_len = 1};
        if (readv(ends[0], &piece, 1) != 1) abort();
        number += 1;
      },
      [&] {
        char byte;
        if (recv(ends[1], &byte, 1, 0) != 1) abort();
        number += 1;
        iovec piece{.iov_base = &byte, .iov_len = 1};
        if (writev(ends[1], &piece, 1) != 1) abort();
      });
}

int other_sockets() {
  int& number = mapped<int>();
  int ends[2];
  int others[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, others) != 0) abort();
  return in_two(
      [&] {
        if (send(ends[0], "x", 1, 0) != 1) abort();
        number = 1;  // RACE other_sockets
        if (send(others[0], "x", 1, 0) != 1) abort();
      },
      [&] {
        char byte;
        if (recv(ends[1], &byte, 1, 0) != 1) abort();
        number += 1;  // RACE other_sockets
      });
}

constexpr Program kPrograms[] = {
    {"piped", piped},
    {"piped_too_early", piped_too_early},
    {"piped_back", piped_back},
    {"paired_sockets", paired_sockets},
    {"other_sockets", other_sockets},
};

}  // namespace

std::span<const Program> foreign_message_programs() { return kPrograms; }

}  // namespace programs
