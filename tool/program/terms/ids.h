// Ids that could be confused, each a type of its own. They index tables of one analysis and mean nothing outside of it.
#pragma once

#include <cstdint>

namespace check {

enum class ValueId : std::uint32_t {};     ///< Terms
enum class LocationId : std::uint32_t {};  ///< Terms
enum class SymbolId : std::uint32_t {};    ///< Symbols: a value that is not known, but is one value
enum class ObjectId : std::uint32_t {};    ///< Objects
enum class FunctionId : std::uint32_t {};  ///< Code
enum class NameId : std::uint32_t {};      ///< Code: fields, keys, text
enum class ThreadId : std::uint32_t {};    ///< Threads; 0 is main
enum class PathId : std::uint32_t {};      ///< Paths: the calls that lead from a thread's start to here

inline constexpr ThreadId kMainThread{0};
/// A number or pointer that is not followed: it may be anything, and differ each time it is asked for.
inline constexpr ValueId kUnknownValue{0};

template <class Id>
constexpr std::size_t index_of(Id id) {
  return static_cast<std::size_t>(id);
}

}  // namespace check
