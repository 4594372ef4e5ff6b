// What a library function means to the analysis. Names stand in library_names; the meaning is carried out in tool/program.
//
// `inputs` are the registers of the step that carries the model. An object is passed by its address, a scalar by its value.
// No library function fails: a lock is taken, a thread is started, memory is there. Only a `try` may fail, and then both ways are
// followed.
#pragma once

#include <cstdint>

namespace check {

enum class Model : std::uint8_t {
  kNone,

  // Locks. Inputs: the locks. A try answers Step::number when it succeeds. Step::number of an acquire may be kRecursive.
  kAcquire,
  kAcquireShared,
  kTryAcquire,
  kTryAcquireShared,
  kLockOpen,  ///< lock, attributes or type: 0 for a plain one
  kRelease,

  // Guards: objects that own the right to release locks. Inputs: the guard, then what is named.
  kGuardOpen,        ///< locks: takes them all
  kGuardOpenShared,  ///< lock
  kGuardDefer,       ///< lock: remembers it
  kGuardAdopt,       ///< locks: already taken by this thread
  kGuardShadow,      ///< declares a guard with the name of a lock, and locks nothing: it was meant to lock that one
  kGuardTry,         ///< lock
  kGuardTryShared,   ///< lock
  kGuardLock,
  kGuardTryLock,
  kGuardUnlock,
  kGuardOwns,   ///< answers whether it owns
  kGuardLet,    ///< forgets its lock without releasing it; answers the lock
  kGuardMutex,  ///< answers the lock
  kGuardMove,   ///< from: takes over what `from` owns; what it owned before is released
  kGuardSwap,   ///< other
  kGuardClose,  ///< releases if it owns

  // Waiting with a lock given up meanwhile. Inputs: the condition, then the lock (or guard), then perhaps a predicate.
  // Step::number may be kTimed.
  kWait,
  kGuardWait,

  // Threads and processes. A thread is a value: what pthread_create stores, what a std::thread or a future holds.
  kStart,        ///< callable, arguments: answers the thread; Step::number says which ThreadKind
  kJoin,         ///< thread, or the state of a promise
  kJoinable,     ///< thread, or a future: answers whether it holds one
  kJoinAll,      ///< address of any element: waits for the threads of all of them
  kForget,       ///< thread: detach
  kThreadExit,   ///< ends the running thread
  kFork,         ///< answers 0 in the child
  kWaitProcess,  ///< wait(): one child of several
  kRunTasks,     ///< callable, arguments: many at the same time, and waits for all
  kStartTasks,   ///< the same without the wait: answers the thread that stands for all

  // One way signals: what was done before a post is visible after a wait that saw it.
  kSemaphoreOpen,  ///< semaphore, initial count
  kSemaphoreWait,
  kSemaphoreTryWait,
  kSemaphorePost,
  kSemaphoreChange,  ///< semaphore, what is added: waits for it if that is negative
  kBarrierOpen,      ///< barrier, number of threads, what the last one calls
  kBarrierWait,
  kOnce,       ///< flag, callable, arguments
  kOnceEnter,  ///< flag of a function's static variable: answers whether this thread must initialise
  kOnceLeave,
  kSignalPost,  ///< state of a promise, latch
  kSignalWait,  ///< latch

  // Atomics. Inputs: the object, then operands. Step::order is the order.
  kAtomicLoad,
  kAtomicStore,
  kAtomicExchange,      ///< new value: answers the old one
  kAtomicUpdate,        ///< operand: answers the old value
  kAtomicCompare,       ///< address of the expected value, new value: answers success
  kAtomicCompareValue,  ///< expected value, new value: answers success
  kAtomicCompareOld,    ///< expected value, new value: answers the old value
  kFence,

  kBlock,  ///< takes long, for it waits for time, input or another program

  // Data behind an interface.
  kEnd,        ///< address of the elements of a container: answers the address behind the last one
  kMapShared,  ///< descriptor: answers the address of the memory that it stands for; new memory if it stands for none
  kZero,       ///< address of an object that holds zeros from now on
  kInsert,     ///< address of the elements of a container: answers the address of a new one
  kTaskState,  ///< callable of a packaged_task: answers the state that a call posts
};

/// In Step::number, of a lock that is taken or a guard that is opened: the thread that has the lock may take it again.
inline constexpr std::int64_t kRecursive = 2;
/// In Step::number, of a wait: for a limited time.
inline constexpr std::int64_t kTimed = 1;

/// In Step::number, of a wait at a barrier: one step of passing a barrier that the program has written itself. The last one to
/// come does the first step, is alone then, and does the second; the others do both at once.
inline constexpr std::int64_t kOwnBarrierStep = 2;

/// In Step::number, of a signal that is posted or waited for: an item that is put into a queue, or taken out.
inline constexpr std::int64_t kQueueItem = 1;

enum class ThreadKind : std::uint8_t { kThread, kProcess };

enum class MemoryOrder : std::uint8_t { kRelaxed, kAcquire, kRelease, kBoth };

}  // namespace check
