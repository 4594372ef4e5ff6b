// Mixes words to a key: two multiplications, as in splitmix64. For tables of ours only; nobody attacks them.
#pragma once

#include <cstdint>
#include <string_view>

namespace race {

constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15 + value + 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

constexpr std::uint64_t mix(std::string_view text) {
  std::uint64_t key = text.size();
  for (const char letter : text) key = mix(key, static_cast<unsigned char>(letter));
  return key;
}

}  // namespace race
