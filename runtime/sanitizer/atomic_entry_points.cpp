// Atomic operations: the functions that -fsanitize=thread calls in their place.
//
// Programs order their processes by them too. An atomic operation on an object of the program's in shared memory releases
// and acquires there, as its memory order says, and is an access that races with plain ones. As in entry_points.cpp,
// what is behind does the work; for all other addresses we jump on to it.
//
// Why no order is missed: what a store or a read-modify-write releases is noted before it happens, and what a load or a
// read-modify-write acquires is taken after it. The clock at the word only grows, so that a release sequence goes on through
// relaxed operations; a store that should end it does not, which may hide a race.
// Of what does not release or acquire itself, fences hear: detector.h.
#include <cstddef>
#include <cstdint>

#include "runtime/sanitizer/attached.h"
#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/caller.h"

namespace race {
namespace {

enum Operation { kLoad, kStore, kModify };

bool acquires(int order) { return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE; }
bool releases(int order) { return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST; }

/// The order of an exchange that may fail: what its failure acquires is acquired in any case, which may hide a race.
int order_of_exchange(int order, int otherwise) {
  if (!acquires(otherwise) || acquires(order)) return order;
  return releases(order) ? __ATOMIC_ACQ_REL : __ATOMIC_ACQUIRE;
}

bool is_observed(const volatile void* address) {
  return detector().shadow().marked(reinterpret_cast<std::uintptr_t>(address)) != 0;
}

// Stands around one operation. The access belongs to the epoch that the operation releases, and comes after what it has
// acquired: a plain access before a release, and one after the acquisition, are no races with the two operations.
class AtomicStep {
 public:
  AtomicStep(const volatile void* word, std::size_t bytes, Operation operation, int order, Caller caller)
      : word_(const_cast<const void*>(word)),
        bytes_(bytes),
        reads_(operation != kStore),
        writes_(operation != kLoad),
        acquires_(reads_ && acquires(order)),
        caller_(caller),
        frame_(caller) {
    if (!writes_) return;
    if (acquires_) acquire(word_);
    note();
    releases(order) ? release(word_) : publish_by_fence(word_);
  }
  ~AtomicStep() {
    if (acquires_) acquire(word_);
    if (reads_ && !acquires_) read_for_fence(word_);
    if (!writes_) note();
  }
  AtomicStep(const AtomicStep&) = delete;
  AtomicStep& operator=(const AtomicStep&) = delete;

 private:
  void note() const {
    detector().access(reinterpret_cast<std::uintptr_t>(word_), bytes_, {.write = writes_, .atomic = true}, caller_);
  }

  const void* const word_;
  const std::size_t bytes_;
  const bool reads_;
  const bool writes_;
  const bool acquires_;
  const Caller caller_;
  const ProgramFrame frame_;
};

}  // namespace
}  // namespace race

// The last argument is the operation itself, for where nobody else does it.
#define RACE_ATOMIC(Result, name, operation, order, parameters, arguments, ...)                       \
  RACE_BEHIND(Result, name, parameters, __VA_ARGS__)                                                  \
  [[gnu::noinline]] static Result noted_##name parameters {                                           \
    if (!race::is_observed(word)) [[clang::musttail]]                                                 \
      return behind_##name arguments;                                                                 \
    const race::AtomicStep step(word, sizeof *word, operation, order, race::caller_of_entry_point()); \
    return behind_##name arguments;                                                                   \
  }                                                                                                   \
  extern "C" Result RACE_ENTRY_POINT(name) parameters {                                               \
    if (race::in_window(word)) [[clang::musttail]]                                                    \
      return noted_##name arguments;                                                                  \
    [[clang::musttail]] return behind_##name arguments;                                               \
  }

#define RACE_MODIFY(T, bits, name, builtin)                                                                   \
  RACE_ATOMIC(T, __tsan_atomic##bits##_##name, race::kModify, order, (volatile T * word, T value, int order), \
              (word, value, order), return builtin(word, value, order))

// `there`: where the value that is expected lies, and where the one that was found is put.
#define RACE_EXCHANGE_IF(Result, T, bits, strength, Expected, there, is_weak, result)                                         \
  RACE_ATOMIC(                                                                                                                \
      Result, __tsan_atomic##bits##_compare_exchange_##strength, race::kModify, race::order_of_exchange(order, otherwise),    \
      (volatile T * word, Expected expected, T wanted, int order, int otherwise), (word, expected, wanted, order, otherwise), \
      [[maybe_unused]] const bool done = __atomic_compare_exchange_n(word, there, wanted, is_weak, order, otherwise);         \
      return result)

#define RACE_ATOMICS(T, bits)                                                                                        \
  RACE_ATOMIC(T, __tsan_atomic##bits##_load, race::kLoad, order, (const volatile T* word, int order), (word, order), \
              return __atomic_load_n(word, order))                                                                   \
  RACE_ATOMIC(void, __tsan_atomic##bits##_store, race::kStore, order, (volatile T * word, T value, int order),       \
              (word, value, order), __atomic_store_n(word, value, order))                                            \
  RACE_MODIFY(T, bits, exchange, __atomic_exchange_n)                                                                \
  RACE_MODIFY(T, bits, fetch_add, __atomic_fetch_add)                                                                \
  RACE_MODIFY(T, bits, fetch_sub, __atomic_fetch_sub)                                                                \
  RACE_MODIFY(T, bits, fetch_and, __atomic_fetch_and)                                                                \
  RACE_MODIFY(T, bits, fetch_or, __atomic_fetch_or)                                                                  \
  RACE_MODIFY(T, bits, fetch_xor, __atomic_fetch_xor)                                                                \
  RACE_MODIFY(T, bits, fetch_nand, __atomic_fetch_nand)                                                              \
  RACE_EXCHANGE_IF(int, T, bits, strong, T*, expected, false, done)                                                  \
  RACE_EXCHANGE_IF(int, T, bits, weak, T*, expected, true, done)                                                     \
  RACE_EXCHANGE_IF(T, T, bits, val, T, &expected, false, expected)

RACE_ATOMICS(std::uint8_t, 8)
RACE_ATOMICS(std::uint16_t, 16)
RACE_ATOMICS(std::uint32_t, 32)
RACE_ATOMICS(std::uint64_t, 64)
RACE_ATOMICS(unsigned __int128, 128)

RACE_BEHIND(void, __tsan_atomic_thread_fence, (int order), __atomic_thread_fence(order))
extern "C" void RACE_ENTRY_POINT(__tsan_atomic_thread_fence)(int order) {
  if (race::releases(order)) race::release_fence();
  behind___tsan_atomic_thread_fence(order);
  if (race::acquires(order)) race::acquire_fence();
}
