#include "runtime/sanitizer/messages.h"

#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/interceptors.h"
#include "runtime/sanitizer/message_keys.h"

namespace race {
namespace {

MessageKeys keys_of(int descriptor) {
  return g_detector == nullptr ? MessageKeys{} : message_keys(descriptor, detector().family().socket_pairs);
}

}  // namespace

std::uintptr_t sends(int descriptor) {
  const std::uintptr_t key = keys_of(descriptor).sent;
  if (key != 0) release_key(key);
  return key;
}

void received(int descriptor, long count) {
  if (count < 0) return;
  const MessageKeys keys = keys_of(descriptor);
  if (keys.received == 0) return;
  acquire_key(keys.received);
  if (count != 0 || !keys.is_local) return;
  detector().acquire_from_all();
  acquire_from_other_processes();
}

}  // namespace race
