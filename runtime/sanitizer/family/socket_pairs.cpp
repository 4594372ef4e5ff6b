#include "runtime/sanitizer/family/socket_pairs.h"

#include "runtime/sanitizer/family/keys.h"

namespace race {

void SocketPairs::note(ino_t one, ino_t other) {
  put(one, key_of(one, other));
  put(other, key_of(one, other));
}

void SocketPairs::put(ino_t socket, std::uintptr_t key) {
  unsigned at = static_cast<unsigned>(socket % kEntries);
  for (unsigned probe = 0; probe < kProbes; ++probe) {
    const unsigned next = static_cast<unsigned>((socket + probe) % kEntries);
    const ino_t there = entries_[next].socket.load(std::memory_order_acquire);
    if (there != 0 && there != socket) continue;
    at = next;
    break;
  }
  entries_[at].socket.store(0, std::memory_order_release);
  entries_[at].key.store(key, std::memory_order_release);
  entries_[at].socket.store(socket, std::memory_order_release);
}

std::uintptr_t SocketPairs::key(ino_t socket) const {
  for (unsigned probe = 0; probe < kProbes; ++probe) {
    const Entry& entry = entries_[(socket + probe) % kEntries];
    if (entry.socket.load(std::memory_order_acquire) == socket) return entry.key.load(std::memory_order_acquire);
  }
  return 0;
}

}  // namespace race
