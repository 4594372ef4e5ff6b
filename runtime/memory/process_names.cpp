#include "runtime/memory/process_names.h"

#include <algorithm>
#include <bit>

namespace mp::memory {

namespace {

using Letters = std::array<char, ProcessNames::kLongest>;
using Words = std::array<std::uint64_t, ProcessNames::kLongest / sizeof(std::uint64_t)>;

}  // namespace

void ProcessNames::tell(pid_t process, std::string_view name) noexcept {
  Place& place = place_of(process);
  Teller before = place.teller.load(std::memory_order_relaxed);
  if (before.process == kBeingWritten) return;
  if (!place.teller.compare_exchange_strong(before, {kBeingWritten, before.telling}, std::memory_order_acquire)) return;
  Letters letters{};
  std::ranges::copy(name.substr(0, kLongest), letters.begin());
  const auto words = std::bit_cast<Words>(letters);
  // Released, so that whoever reads one of them finds no old teller afterwards.
  for (std::size_t i = 0; i < words.size(); ++i) place.letters[i].store(words[i], std::memory_order_release);
  place.teller.store({process, before.telling + 1}, std::memory_order_release);
}

std::string ProcessNames::name_of(pid_t process) const {
  const Place& place = place_of(process);
  const Teller teller = place.teller.load(std::memory_order_acquire);
  if (process <= 0 || teller.process != process) return {};
  Words words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = place.letters[i].load(std::memory_order_acquire);
  if (place.teller.load(std::memory_order_relaxed) != teller) return {};
  const auto letters = std::bit_cast<Letters>(words);
  return {letters.begin(), std::ranges::find(letters, '\0')};
}

}  // namespace mp::memory
