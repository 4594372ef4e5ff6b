#include "runtime/sanitizer/interceptors/messages.h"

#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/interceptors/message_keys.h"

namespace race {
namespace {

MessageKeys keys_of(int descriptor) {
  return g_detector == nullptr ? MessageKeys{} : message_keys(descriptor, detector().family().socket_pairs);
}

Pipes& pipes() { return detector().family().pipes; }

std::uintptr_t key_of_place(std::uintptr_t pipe, std::uint32_t place) { return key_of(pipe, place + 1); }

/// All that was sent there until now.
void acquire_all(const MessageKeys& keys) {
  learn_key(keys.received);
  for (std::uint32_t place = 0; keys.is_pipe && place < Pipes::kPlaces; ++place) learn_key(key_of_place(keys.received, place));
}

void end_of_file(const MessageKeys& keys) {
  if (!keys.is_local) return;
  detector().acquire_from_all();
  acquire_from_other_processes();
}

}  // namespace

Sending::Sending(int descriptor, std::size_t bytes) : keys_(keys_of(descriptor)) {
  if (keys_.sent == 0) return;
  if (keys_.is_pipe) transfer_ = pipes().writes(keys_.sent, bytes);
  release_key(transfer_.place == Pipes::kNone ? keys_.sent : key_of_place(keys_.sent, transfer_.place));
}

void Sending::sent(long count) const {
  if (transfer_.place != Pipes::kNone) pipes().written(transfer_, count < 0 ? 0 : static_cast<std::uint64_t>(count));
}

Receiving::Receiving(int descriptor, std::size_t bytes) : keys_(keys_of(descriptor)) {
  if (keys_.is_pipe) transfer_ = pipes().reads(keys_.received, bytes);
}

void Receiving::received(long count) const {
  if (keys_.received == 0) return;
  const std::uint64_t bytes = count < 0 ? 0 : static_cast<std::uint64_t>(count);
  const auto acquire_from = [&](std::uint32_t place) { learn_key(key_of_place(keys_.received, place)); };
  if (count >= 0 && transfer_.place != Pipes::kNone) pipes().received(transfer_, bytes, acquire_from);
  if (count >= 0 && (!keys_.is_pipe || pipes().is_blurred(transfer_))) acquire_all(keys_);
  if (transfer_.place != Pipes::kNone) pipes().read(transfer_, bytes);
  if (count == 0) end_of_file(keys_);
}

std::uintptr_t sends(int descriptor) {
  const MessageKeys keys = keys_of(descriptor);
  if (keys.is_pipe) pipes().blur(keys.sent);
  if (keys.sent != 0) release_key(keys.sent);
  return keys.sent;
}

void receives(int descriptor) {
  const MessageKeys keys = keys_of(descriptor);
  if (keys.is_pipe) pipes().blur(keys.received);
}

void received(int descriptor, long count) {
  const MessageKeys keys = keys_of(descriptor);
  if (count < 0 || keys.received == 0) return;
  acquire_all(keys);
  if (count == 0) end_of_file(keys);
}

}  // namespace race
