// Which two sockets belong together: those that socketpair() has made.
//
// Where it lives: in memory of the whole family. All bytes zero: no pairs.
// Thread, process and signal safety: no locks. Kill safety: an entry counts by its last store.
//
// Invariant: each end has an entry of its own, near the place that its number says. A pair that finds no room takes the place of
// another, which orders nothing from then on; the kernel gives a number to another socket after 2^32 of them.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

namespace race {

class SocketPairs {
 public:
  void note(ino_t one, ino_t other);
  /// What stands for the pair to which the socket belongs, in SyncTable; 0: it belongs to none.
  std::uintptr_t key(ino_t socket) const;

 private:
  static constexpr unsigned kEntries = 1 << 13;
  static constexpr unsigned kProbes = 8;

  struct Entry {
    std::atomic<ino_t> socket;
    std::atomic<std::uintptr_t> key;
  };

  void put(ino_t socket, std::uintptr_t key);

  Entry entries_[kEntries];
};

}  // namespace race
