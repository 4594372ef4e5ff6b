// Keys: what stands in the tables for an order, or for a lock, that has no address in the program.
#pragma once

#include <cstdint>

#include "runtime/sanitizer/system/hash.h"

namespace race {

inline constexpr std::uintptr_t kNoAddress = std::uintptr_t{1} << 63;  // no program has memory there

/// What stands for a thing that two numbers tell from all others.
constexpr std::uintptr_t key_of(std::uintptr_t number, std::uintptr_t other) { return kNoAddress | mix(number, other) | 1; }
/// Of two things, the other one that belongs to the key.
constexpr std::uintptr_t other_key_of(std::uintptr_t key) { return key_of(key, 0); }

constexpr bool is_key(std::uintptr_t object) { return (object & kNoAddress) != 0; }

}  // namespace race
