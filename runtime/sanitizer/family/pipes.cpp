#include "runtime/sanitizer/family/pipes.h"

#include <algorithm>

namespace race {

// A place that nobody has taken yet begins and ends at 0: there is nothing before 0 to be in.
bool Pipes::Message::may_be_in(std::uint64_t first, std::uint64_t end) const {
  const Begin now = begin.load();
  return now.from < end && (now.open != 0 || first < until.load());
}

// Whoever took it in between has put another beginning there, unless he wrote nothing.
bool Pipes::Message::take(std::uint64_t from, std::uint64_t received) {
  Begin now = begin.load();
  return now.open == 0 && until.load() <= received && begin.compare_exchange_strong(now, {.open = 1, .from = from});
}

void Pipes::Message::share(std::uint64_t from) {
  Begin now = begin.load();
  while (!begin.compare_exchange_weak(now, {.open = now.open + 1U, .from = std::min<std::uint64_t>(now.from, from)})) {
  }
}

void Pipes::Message::close(std::uint64_t end) {
  std::uint64_t known = until.load();
  while (known < end && !until.compare_exchange_weak(known, end)) {
  }
  Begin now = begin.load();
  while (!begin.compare_exchange_weak(now, {.open = now.open - 1U, .from = now.from})) {
  }
}

// Before that nobody who is at it, or comes later, can receive anything.
std::uint64_t Pipes::Pipe::received_by_all() const {
  std::uint64_t least = read.load();
  for (const std::atomic<std::uint64_t>& reader : readers) {
    if (const std::uint64_t already = reader.load()) least = std::min(least, already - 1);
  }
  return least;
}

void Pipes::Pipe::add_reader(Transfer& transfer) {
  for (std::uint32_t place = 0; place < kPlaces; ++place) {
    std::uint64_t nobody = 0;
    if (!readers[place].compare_exchange_strong(nobody, transfer.already + 1)) continue;
    transfer.place = place;
    return;
  }
}

Pipes::Transfer Pipes::writes(std::uintptr_t key, std::uint64_t bytes) {
  Transfer transfer{.pipe = find(key), .bytes = bytes};
  if (is_blurred(transfer)) return transfer;
  Pipe& pipe = pipes_[transfer.pipe];
  pipe.writing.fetch_add(bytes);
  const std::uint64_t from = pipe.written.load();
  const std::uint64_t received = pipe.received_by_all();
  for (transfer.place = 0; transfer.place < kPlaces; ++transfer.place) {
    if (pipe.messages[transfer.place].take(from, received)) return transfer;
  }
  transfer.place = pipe.shared_last.fetch_add(1) % kPlaces;
  pipe.messages[transfer.place].share(from);
  return transfer;
}

void Pipes::written(const Transfer& transfer, std::uint64_t bytes) {
  Pipe& pipe = pipes_[transfer.pipe];
  const std::uint64_t by_others = pipe.writing.load() - transfer.bytes;  // first: who is done is in the other
  pipe.messages[transfer.place].close(pipe.written.fetch_add(bytes) + bytes + by_others);
  pipe.writing.fetch_sub(transfer.bytes);
}

Pipes::Transfer Pipes::reads(std::uintptr_t key, std::uint64_t bytes) {
  Transfer transfer{.pipe = find(key), .bytes = bytes};
  if (is_blurred(transfer)) return transfer;
  Pipe& pipe = pipes_[transfer.pipe];
  transfer.already = pipe.read.load();
  pipe.add_reader(transfer);
  transfer.place == kNone ? pipe.is_blurred.store(true) : static_cast<void>(pipe.reading.fetch_add(bytes));
  return transfer;
}

void Pipes::read(const Transfer& transfer, std::uint64_t bytes) {
  Pipe& pipe = pipes_[transfer.pipe];
  pipe.read.fetch_add(bytes);
  pipe.reading.fetch_sub(transfer.bytes);
  pipe.readers[transfer.place].store(0);
}

void Pipes::blur(std::uintptr_t key) {
  const std::uint32_t found = find(key);
  if (found != kNone) pipes_[found].is_blurred.store(true);
}

std::uint32_t Pipes::find(std::uintptr_t key) {
  for (std::uint32_t probe = 0; probe < kProbes; ++probe) {
    const auto at = static_cast<std::uint32_t>((key + probe) % kPipes);
    std::uintptr_t there = 0;
    if (pipes_[at].key.compare_exchange_strong(there, key) || there == key) return at;
  }
  return kNone;
}

}  // namespace race
