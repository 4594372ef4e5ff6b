// Order that is not a lock: flags and semaphores that are posted and seen, and barriers that all threads pass together.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "tool/program/terms/ids.h"
#include "tool/program/terms/terms.h"
#include "tool/program/world/order.h"
#include "tool/program/world/places.h"
#include "tool/program/world/threads.h"

namespace check {

/// Where a signal is posted, reached by one chain of calls.
struct PostPlace {
  PathId path{};
  Site site;

  auto operator<=>(const PostPlace&) const = default;
};

/// What one post does to a counter.
enum class PostKind : std::uint8_t {
  kSet,   ///< no counter: a flag is set, a semaphore posted
  kDown,  ///< one less is left to be done
  kUp,    ///< one more is done
};

/// What a thread did before it posted is visible to whoever has seen the post.
struct Signal {
  std::set<ThreadId> posters;
  std::map<PostKind, std::set<PostPlace>> places;
  std::map<ThreadId, std::set<ValueId>> values;  ///< that are stored, by whom
  bool is_one_shot = true;                       ///< who posts knows, under a lock, that nobody has: one thread does, once
  std::set<PostKind> unordered;                  ///< posted without release or lock, too: whoever sees it sees nothing else

  std::optional<PlaceList> shown;  ///< signals that each poster had seen before: who sees this one comes after them, too

  std::optional<std::vector<LocationId>> claims;  ///< what each poster had claimed before, as only one thread does; ordered

  bool is_plain = false;  ///< posted by a store that is not atomic, and without a lock

  bool is_unordered() const { return !unordered.empty(); }
};

/// What a load promises to whoever uses its value, from nothing on.
enum class LoadOrder : std::uint8_t {
  kPlain,    ///< neither atomic nor under a lock
  kRelaxed,  ///< atomic, and orders nothing
  kOrdered,  ///< atomic with acquire, or under a lock
};

struct Barrier {
  ValueId size = kUnknownValue;  ///< how many threads it holds back
  std::set<ThreadId> waiters;
};

/// Signals by their place. Those of one family, elements of one array that are not told apart, are found together.
class SignalTable {
 public:
  Signal& at(LocationId place, LocationId family);
  const Signal* find(LocationId place) const;
  const std::vector<const Signal*>& of_family(LocationId family) const;
  /// What the thread posts.
  const std::vector<LocationId>& of_poster(ThreadId thread) const;
  void note_poster(LocationId place, ThreadId thread);
  bool empty() const { return signals_.empty(); }

 private:
  std::map<LocationId, Signal> signals_;
  std::map<LocationId, std::vector<const Signal*>> families_;  // a map's nodes do not move
  std::map<ThreadId, std::vector<LocationId>> posters_;
};

class Signals {
 public:
  explicit Signals(Terms& terms) : terms_(terms) {}

  struct Post {
    ThreadId by{};
    PostPlace place;
    PostKind kind = PostKind::kSet;
    ValueId value = kUnknownValue;        ///< what is stored, if it is known
    bool is_ordered = true;               ///< it shows what was done before
    bool is_first = false;                ///< its thread knows, under a lock, that nobody has posted before
    PlaceList seen = {};                  ///< signals that it has seen
    std::vector<LocationId> claims = {};  ///< what it has claimed; ordered
  };
  void post(LocationId place, const Post& post);
  /// Those that `place` names, where elements of one array are not told apart.
  const std::vector<const Signal*>& like(LocationId place) const;
  /// The same as it was at the end of the last pass: in this one, not all may have posted yet.
  const std::vector<const Signal*>& known_like(LocationId place) const;
  /// What the thread posts.
  const std::vector<LocationId>& of_poster(ThreadId thread) const { return signals_.of_poster(thread); }
  /// A store to a signal that is neither atomic nor under a lock.
  void note_plain_post(LocationId place);
  /// An atomic store to a signal, or a load of one, that orders nothing. The store is kept if there are both.
  void note_relaxed(LocationId place, SiteId site, bool is_store);
  std::optional<SiteId> relaxed_use(LocationId place) const;
  /// Somebody waits for a value at the place: it is used as a signal.
  void watch(LocationId place);
  /// The same for all elements of an array of signals: `family` is the place without its indices.
  void watch_family(LocationId family) { changed_ = watched_families_.insert(family).second || changed_; }
  bool is_family_watched(LocationId family) const { return watched_families_.contains(family); }
  const std::set<LocationId>& watched() const { return watched_; }
  bool is_watched(LocationId place) const { return watched_.contains(place); }
  /// A semaphore was posted by a thread that did not hold it as a lock: it is none.
  void note_handed_on(LocationId semaphore) { changed_ = handed_on_.insert(semaphore).second || changed_; }
  bool is_handed_on(LocationId semaphore) const { return handed_on_.contains(semaphore); }
  void open_barrier(LocationId place, ValueId size);
  void wait_at_barrier(LocationId place, ThreadId thread);

  const Signal* find(LocationId place) const { return signals_.find(place); }
  /// These, and all that those had seen who posted them.
  const PlaceList& with_shown(const PlaceList& seen) const;
  /// The same as it was at the end of the last pass: in this one, not all may have posted yet.
  const Signal* find_known(LocationId place) const;
  const Barrier* find_barrier(LocationId place) const;
  /// Every barrier that was ever waited at.
  const std::set<LocationId>& barriers() const { return barrier_places_; }

  /// What the load of this symbol promises, wherever it was made.
  void note_load(ValueId symbol, LoadOrder order);
  LoadOrder order_of(ValueId symbol) const;
  /// The load is one of the sequentially consistent operations, which all threads see in one order.
  void note_total_order(ValueId symbol) { total_order_loads_.insert(symbol); }
  bool is_in_total_order(ValueId symbol) const { return total_order_loads_.contains(symbol); }

  bool take_changed();
  /// Before a new pass: forgets who did what, keeps which places are signals.
  void forget_history();

 private:
  struct Hash {
    std::size_t operator()(const PlaceList& places) const { return places.hash(); }
  };

  PlaceList find_shown(const PlaceList& seen) const;
  Signal& at(LocationId place) { return signals_.at(place, terms_.without_indices(place)); }

  Terms& terms_;
  SignalTable signals_;
  SignalTable last_pass_;
  mutable std::unordered_map<PlaceList, PlaceList, Hash> with_shown_;  ///< of those that were asked for since the last post
  std::set<LocationId> watched_;
  std::set<LocationId> watched_families_;
  std::set<LocationId> handed_on_;
  std::map<LocationId, Barrier> barriers_;
  std::set<LocationId> barrier_places_;
  std::unordered_map<ValueId, LoadOrder> loads_;
  std::map<LocationId, SiteId> relaxed_;
  std::set<ValueId> total_order_loads_;
  bool changed_ = false;
};

}  // namespace check
