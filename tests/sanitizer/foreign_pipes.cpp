// Messages in pipes.
#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/unseen_order.h"

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

// Both messages are in the pipe, and who reads has read the first one.
int piped_read_too_early() {
  int& number = mapped<int>();
  const Ends ends;
  UnseenOrder order;
  return in_two(
      [&] {
        ends.put();
        number = 1;  // RACE piped_read_too_early
        ends.put();
        order.done(1);
      },
      [&] {
        order.wait_for(1);
        ends.get();
        number += 1;  // RACE piped_read_too_early
      });
}

int piped_read_in_time() {
  int& number = mapped<int>();
  const Ends ends;
  return in_two(
      [&] {
        for (int i = 0; i < 100; ++i) ends.put();
        number = 1;
        ends.put();
      },
      [&] {
        for (int i = 0; i < 101; ++i) ends.get();
        number += 1;
      });
}

// One of two readers gets it, and nobody knows which.
int piped_to_either() {
  int& number = mapped<int>();
  const Ends jobs;
  const Ends done;
  const auto work = [&] {
    jobs.get();
    number += 1;
    done.put();
  };
  const pid_t one = forked(work);
  const pid_t other = forked(work);
  for (int i = 0; i < 2; ++i) {
    number += 1;
    jobs.put();
    done.get();
  }
  reap(one);
  reap(other);
  return number == 4 ? 0 : 3;
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

// The end of the pipe says that whoever could write has closed it, or ended.
int pipe_ends() {
  int& number = mapped<int>();
  const Ends ends;
  const pid_t writer = forked([&] { number = 1; });
  const pid_t reader = forked([&] {
    close(ends.in[1]);
    char byte;
    must(read(ends.in[0], &byte, 1) == 0);
    number += 1;
  });
  close(ends.in[1]);
  reap(reader);
  reap(writer);
  return 0;
}

int received_into_shared_memory() {
  int& number = mapped<int>();
  const Ends ends;
  return in_two(
      [&] {
        must(write(ends.in[1], "1234", 4) == 4);
        number = 1;  // RACE received_into_shared_memory
      },
      [&] { must(read(ends.in[0], &number, sizeof number) == 4); });  // RACE received_into_shared_memory
}

int sent_from_shared_memory() {
  int& number = mapped<int>();
  const Ends ends;
  return in_two([&] { number = 1; },                                             // RACE sent_from_shared_memory
                [&] { must(write(ends.in[1], &number, sizeof number) == 4); });  // RACE sent_from_shared_memory
}

constexpr Program kPrograms[] = {
    {"piped", piped},
    {"piped_too_early", piped_too_early},
    {"piped_read_too_early", piped_read_too_early},
    {"piped_read_in_time", piped_read_in_time},
    {"piped_to_either", piped_to_either},
    {"piped_back", piped_back},
    {"pipe_ends", pipe_ends},
    {"received_into_shared_memory", received_into_shared_memory},
    {"sent_from_shared_memory", sent_from_shared_memory},
};

}  // namespace

std::span<const Program> foreign_pipe_programs() { return kPrograms; }

}  // namespace programs
