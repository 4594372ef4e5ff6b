// Locks on files. Each process opens the file for itself: a lock of flock belongs to an open file, and forked children share one.
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

/// A file without a name, to be opened anew by whoever needs it.
class NamelessFile {
 public:
  NamelessFile() {
    FILE* const file = tmpfile();
    if (file == nullptr) abort();
    snprintf(path_, sizeof path_, "/proc/%d/fd/%d", static_cast<int>(getpid()), fileno(file));
  }
  int open() const {
    const int file = ::open(path_, O_RDWR);
    if (file < 0) abort();
    return file;
  }

 private:
  char path_[64];
};

void lock_by_fcntl(int file, int command, short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  must(fcntl(file, command, &lock) == 0);
}

// Two children that add a hundred times each, under a lock that they take and give back in their own ways.
template <class One, class Other>
int added_under_locks(One one, Other other) {
  int& number = mapped<int>();
  const NamelessFile file;
  const auto add = [&](const auto& change) {
    const int mine = file.open();
    for (int i = 0; i < 100; ++i) {
      change(mine, true);
      number += 1;
      change(mine, false);
    }
  };
  in_two([&] { add(one); }, [&] { add(other); });
  return number == 200 ? 0 : 1;
}

int file_flock() {
  const auto change = [](int file, bool take) { must(flock(file, take ? LOCK_EX : LOCK_UN) == 0); };
  return added_under_locks(change, change);
}

int file_flock_half_locked() {
  int& number = mapped<int>();
  const NamelessFile file;
  return in_two(
      [&] {
        const int mine = file.open();
        must(flock(mine, LOCK_EX) == 0);
        number += 1;  // RACE file_flock_half_locked
        must(flock(mine, LOCK_UN) == 0);
      },
      [&] { number += 1; });  // RACE file_flock_half_locked
}

// The lock goes with the open file.
int file_flock_closed() {
  int& number = mapped<int>();
  const NamelessFile file;
  const auto add = [&] {
    for (int i = 0; i < 20; ++i) {
      const int mine = file.open();
      must(flock(mine, LOCK_EX) == 0);
      number += 1;
      close(mine);
    }
  };
  return in_two(add, add);
}

// The lock goes with its holder.
int file_flock_holder_ends() {
  int& number = mapped<int>();
  const NamelessFile file;
  UnseenOrder order;
  return in_two(
      [&] {
        must(flock(file.open(), LOCK_EX) == 0);
        number = 1;
        order.done(1);
      },
      [&] {
        order.wait_for(1);
        must(flock(file.open(), LOCK_EX) == 0);
        number += 1;
      });
}

int file_flock_readers() {
  int& number = mapped<int>();
  const NamelessFile file;
  const auto read_and_write = [&] {
    const int mine = file.open();
    for (int i = 0; i < 50; ++i) {
      must(flock(mine, LOCK_SH) == 0);
      const int seen = number;
      must(flock(mine, LOCK_EX) == 0);
      number = seen + 1;
      must(flock(mine, LOCK_UN) == 0);
    }
  };
  return in_two(read_and_write, read_and_write);
}

// A reader that ends without a word, and a writer that comes after it.
int file_flock_reader_ends() {
  int& number = mapped<int>();
  const NamelessFile file;
  UnseenOrder order;
  return in_two(
      [&] {
        must(flock(file.open(), LOCK_SH) == 0);
        if (number != 0) abort();
        order.done(1);
      },
      [&] {
        order.wait_for(1);
        must(flock(file.open(), LOCK_EX) == 0);
        number += 1;
      });
}

int file_flock_write_as_reader() {
  int& number = mapped<int>();
  const NamelessFile file;
  const auto write = [&] {
    const int mine = file.open();
    must(flock(mine, LOCK_SH) == 0);
    number += 1;  // RACE file_flock_write_as_reader
    must(flock(mine, LOCK_UN) == 0);
  };
  return in_two(write, write);
}

int file_two_files() {
  int& number = mapped<int>();
  const NamelessFile one;
  const NamelessFile other;
  const auto add = [&](const NamelessFile& file) {
    const int mine = file.open();
    must(flock(mine, LOCK_EX) == 0);
    number += 1;  // RACE file_two_files
    must(flock(mine, LOCK_UN) == 0);
  };
  return in_two([&] { add(one); }, [&] { add(other); });
}

int file_fcntl() {
  const auto change = [](int command) {
    return [command](int file, bool take) { lock_by_fcntl(file, command, take ? F_WRLCK : F_UNLCK); };
  };
  return added_under_locks(change(F_SETLKW), change(F_OFD_SETLKW));
}

int file_fcntl_write_as_reader() {
  int& number = mapped<int>();
  const NamelessFile file;
  const auto write = [&] {
    const int mine = file.open();
    lock_by_fcntl(mine, F_SETLKW, F_RDLCK);
    number += 1;  // RACE file_fcntl_write_as_reader
    lock_by_fcntl(mine, F_SETLKW, F_UNLCK);
  };
  return in_two(write, write);
}

int file_lockf() {
  const auto change = [](int file, bool take) { must(lockf(file, take ? F_LOCK : F_ULOCK, 0) == 0); };
  return added_under_locks(change, change);
}

constexpr Program kPrograms[] = {
    {"file_flock", file_flock},
    {"file_flock_half_locked", file_flock_half_locked},
    {"file_flock_closed", file_flock_closed},
    {"file_flock_holder_ends", file_flock_holder_ends},
    {"file_flock_readers", file_flock_readers},
    {"file_flock_reader_ends", file_flock_reader_ends},
    {"file_flock_write_as_reader", file_flock_write_as_reader},
    {"file_two_files", file_two_files},
    {"file_fcntl", file_fcntl},
    {"file_fcntl_write_as_reader", file_fcntl_write_as_reader},
    {"file_lockf", file_lockf},
};

}  // namespace

std::span<const Program> foreign_file_programs() { return kPrograms; }

}  // namespace programs
