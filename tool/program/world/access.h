// One access to memory that threads share, and what orders it: what its thread holds, what may run beside it, what it has seen.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "tool/finding.h"
#include "tool/program/terms/ids.h"
#include "tool/program/terms/interner.h"
#include "tool/program/world/lockset.h"
#include "tool/program/world/order.h"
#include "tool/program/world/places.h"
#include "tool/program/world/threads.h"

namespace check {

/// A thread has passed the barrier so often.
struct Phase {
  LocationId barrier{};
  ValueId count{};

  bool operator==(const Phase&) const = default;
};

/// What may run at the same time as a step of a thread, apart from what its ancestors say.
struct Company {
  std::vector<Running> running;      ///< its own threads (and theirs) that may be alive
  std::vector<ThreadId> over;        ///< surely over
  std::vector<JoinMark> joined;      ///< instances that are surely over
  Order order;                       ///< signals that it has seen and posted
  std::vector<LocationId> unset;     ///< signals of which it knows, under a lock, that nobody has posted them
  std::vector<Phase> phases;         ///< at which barriers, how often it has waited
  std::vector<ValueId> nonzero;      ///< differences of indices that were tested not to be equal; ordered
  std::vector<LocationId> kept_in;   ///< of an object that was taken out: where else it was put, without indices; ordered
  std::vector<LocationId> found_in;  ///< of another: such places that it was found in; ordered
  std::optional<LocationId> through = std::nullopt;  ///< the pointer, one of those that are exchanged, that led to the object

  bool operator==(const Company&) const = default;
  std::size_t hash() const;
};

enum class CompanyId : std::uint32_t {};
enum class LocksetId : std::uint32_t {};

struct Access {
  LocationId place{};
  AccessKind kind = AccessKind::kRead;
  bool atomic = false;
  SiteId site{};
  ThreadId thread{};
  LocksetId locks{};
  CompanyId company{};

  bool operator==(const Access&) const = default;
  std::size_t hash() const;
};

struct RecordedAccess {
  Access access;
  PathId path{};  ///< one of the ways there
};

class AccessLog {
 public:
  void record(const Access& access, PathId path);
  void clear();
  const std::vector<RecordedAccess>& accesses() const { return accesses_; }

  LocksetId intern(const Lockset& locks) { return locksets_.intern(locks); }
  CompanyId intern(const Company& company) { return companies_.intern(company); }
  const Lockset& operator[](LocksetId id) const { return locksets_[id]; }
  const Company& operator[](CompanyId id) const { return companies_[id]; }

 private:
  struct Hash {
    std::size_t operator()(const Access& access) const { return access.hash(); }
  };
  std::unordered_map<Access, std::size_t, Hash> known_;
  std::vector<RecordedAccess> accesses_;
  Interner<LocksetId, Lockset> locksets_;
  Interner<CompanyId, Company> companies_;
};

}  // namespace check
