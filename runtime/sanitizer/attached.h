// The detector of this process, and where in the address space it looks: what the compiler's entry points need to know.
//
// Plugged in by a constructor that runs before those of the program (attached.cpp), in the one thread that there is then.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/sanitizer/detector/detector.h"
#include "runtime/sanitizer/family/exec_letter.h"
#include "runtime/sanitizer/options.h"

namespace race {

// The window: one shift and one comparison tell whether an address is in it. Its first 16 GiB are for the runtime's memory, the
// next 8 for what the program maps itself. Marks, cells and the family lie above it, all in the first 512 GiB, which
// ThreadSanitizer leaves to programs, also that of gcc 12.
inline constexpr std::uintptr_t kGiB = std::uintptr_t{1} << 30;
inline constexpr unsigned kWindowShift = 36;
inline constexpr std::uintptr_t kWindowNumber = 1;
inline constexpr std::uintptr_t kWindowBegin = kWindowNumber << kWindowShift;
inline constexpr std::uintptr_t kForeignBegin = kWindowBegin + 16 * kGiB;
inline constexpr std::uintptr_t kWindowEnd = kForeignBegin + 8 * kGiB;
inline constexpr std::size_t kWindowBytes = kWindowEnd - kWindowBegin;
inline constexpr std::uintptr_t kMarksBegin = kWindowEnd;
inline constexpr std::uintptr_t kCellsBegin = kMarksBegin + kWindowBytes / kGranuleBytes;
inline constexpr std::uintptr_t kFamilyBegin = kCellsBegin + kWindowBytes / kGranuleBytes * sizeof(Granule);

static_assert(kWindowEnd >> kWindowShift == kWindowNumber);
static_assert(kFamilyBegin + sizeof(Family) <= 512 * kGiB);

inline bool in_window(const volatile void* address) {
  return reinterpret_cast<std::uintptr_t>(address) >> kWindowShift == kWindowNumber;
}

/// nullptr before the plug is in.
extern Detector* g_detector;

/// REQUIRES: something is mapped in the window, which only happens after the plug is in.
inline Detector& detector() { return *g_detector; }

/// What the user wants. REQUIRES: the plug is in.
const Options& options();

/// The process is about to end. The family's first one tells what is left to tell, and true when any process had a report; a
/// child has nothing to tell. REQUIRES: the plug is in.
bool tell_at_the_end();

/// A mapping of the program's lies where nobody looks, for want of room.
void mapped_elsewhere();

/// To the detector, and to ThreadSanitizer what it needs of it. `sync` as in runtime/hooks.h.
void acquire(const void* sync);
void release(const void* sync);
/// Fences, and what they need to hear of the other atomic operations: before one that writes and does not release, and after one
/// that reads and does not acquire.
void release_fence();
void acquire_fence();
void publish_by_fence(const void* word);
void read_for_fence(const void* word);
/// The same as acquire() and release(), of an order that no address stands for. `key` is none: see keys.h.
void acquire_key(std::uintptr_t key);
void release_key(std::uintptr_t key);
/// acquire_key() of what is no lock, and may never have been released.
void learn_key(std::uintptr_t key);

/// The calling thread has taken a lock, or that of an owner that died; and is about to give it back.
void took_lock(const void* lock);
void took_lock_of_dead(const void* lock);
void gives_lock(const void* lock);

/// The calling thread is about to take the lock, and to wait for it without a limit of time where it must.
void takes_lock(const void* lock, Caller caller);
/// The calling thread has found the lock taken, and waits for it without a limit of time: to be said again and again until it has
/// the lock. Does not return in a thread that is part of a deadlock: the first to see it reports it, and all of its processes
/// end.
void waits_for(const void* lock, Caller caller);
void waits_no_more();

/// Around a fork, in the forking thread: whether somebody has announced it already, an announcement, and its end.
bool is_fork_announced();
void announce_fork(std::string_view child_name, Caller caller);
void end_fork_in_parent(pid_t child);  // -1: the fork has failed
void end_fork_in_child();
/// `child` was reaped.
void joined(pid_t child);

/// Environment variables that tell a program where its family is: when this process executes it, and when the child does that
/// was announced. The first one's memory is static, and in the environment.
char* own_letter();
ExecLetter letter_to_child();

}  // namespace race
