// The numbers by which the sanitizer's shared tables name things. Strong types, so that one is not taken for another.
#pragma once

#include <cstdint>

namespace race {

/// A process's slot in the process table and its component in every vector clock. A slot is used again after its process.
enum class Sid : std::uint8_t {};
/// Counts the releases of one slot, across all its processes. 0: nothing happened yet.
enum class Epoch : std::uint64_t {};
/// What the process table knows of one process: name, pid, parent.
enum class RecordId : std::uint16_t {};
/// A call stack in the depot. 0: there is none.
enum class StackId : std::uint32_t {};

/// The locks that were held at an access.
enum class LockSetId : std::uint16_t {};
inline constexpr LockSetId kNoLocks{0};
inline constexpr LockSetId kUnknownLocks{0xffff};

inline constexpr unsigned kMaxProcesses = 256;  // that are observed at the same time; one Sid each

constexpr unsigned index(Sid sid) { return static_cast<unsigned>(sid); }
constexpr unsigned index(LockSetId locks) { return static_cast<unsigned>(locks); }
constexpr unsigned index(RecordId record) { return static_cast<unsigned>(record); }
constexpr Epoch next(Epoch epoch) { return Epoch{static_cast<std::uint64_t>(epoch) + 1}; }

}  // namespace race
