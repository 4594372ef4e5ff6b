// Who and where: the objects of the program, the chains of calls, the places in the code.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>

#include "tool/program/terms/ids.h"
#include "tool/program/terms/interner.h"
#include "tool/unit_summary.h"

namespace check {

/// One step of one function.
struct Site {
  FunctionId function{};
  std::uint32_t block = 0;
  std::uint32_t step = 0;

  bool operator==(const Site&) const = default;
  auto operator<=>(const Site&) const = default;
  std::size_t hash() const { return mix(mix(index_of(function), block), step); }
};

/// The calls that lead from a thread's start to a function, or, for a function that is analysed once for all its calls, just
/// that.
struct Path {
  bool is_root = true;
  bool is_shared = false;  ///< stands for all calls of `function` by `thread`
  ThreadId thread{};
  PathId caller{};
  std::int32_t round = -1;  ///< not a call: this round of the loop whose head is `call`, in the caller
  Site call{};              ///< in the caller
  FunctionId function{};

  bool operator==(const Path&) const = default;
  std::size_t hash() const {
    return mix(
        mix(mix((index_of(thread) + static_cast<std::size_t>(round + 1) * 1024) * 4 + (is_root ? 2 : 0) + (is_shared ? 1 : 0),
                index_of(caller)),
            call.hash()),
        index_of(function));
  }
};

enum class ObjectKind : std::uint8_t { kGlobal, kLocal, kAllocated };

struct Object {
  ObjectKind kind = ObjectKind::kGlobal;
  NameId key{};                ///< of a global
  PathId path{};               ///< of a local or an allocation: the call that makes it
  std::uint32_t a = 0;         ///< the local's number; the allocation's block
  std::uint32_t b = 0;         ///< the allocation's step
  bool reachable = true;       ///< somebody besides its function may reach it
  bool own_to_thread = false;  ///< each thread has its own

  bool operator==(const Object&) const = default;
  std::size_t hash() const { return mix(mix(mix(mix(static_cast<std::size_t>(kind), index_of(key)), index_of(path)), a), b); }
};

using Paths = Interner<PathId, Path>;
using Objects = Interner<ObjectId, Object>;

enum class SiteId : std::uint32_t {};
using Sites = Interner<SiteId, Site>;

}  // namespace check
