// The only place that knows what the names of std, POSIX threads, C11 threads, the compilers' builtins and this project's runtime
// mean; what a user's own functions mean is added to it in a UserNames.
//
// A name is qualified and without template arguments and inline namespaces: "std::mutex::lock", "pthread_create".
// What a meaning does is in library_model.h and in tool/program.
//
// Thread safety: constants. A UserNames may be read by several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tool/library_model.h"

namespace check {

/// Classes are followed in three ways: as a value that fits a register, as an object whose meaning the library gives, or as their
/// fields.
enum class ClassKind : std::uint8_t {
  kNone,  ///< as its fields

  // Values.
  kThread,           ///< std::thread: starts when it is made
  kJoinedThread,     ///< std::jthread: and its destructor waits
  kPrepared,         ///< mp::Process, mp::Thread: start() starts, the destructor waits
  kFuture,           ///< the thread or the promise it waits for
  kPromise,          ///< the state that it will post
  kTask,             ///< packaged_task
  kCallable,         ///< std::function, std::bind
  kIterator,         ///< pointer to an element
  kPointer,          ///< unique_ptr, shared_ptr
  kReference,        ///< reference_wrapper
  kAtomicReference,  ///< atomic_ref

  // Objects.
  kLock,
  kMonitor,      ///< mp::Condition: a lock, and who holds it may wait for a notification
  kGuard,        ///< lock_guard, scoped_lock
  kUniqueGuard,  ///< unique_lock
  kSharedGuard,  ///< shared_lock
  kCondition,
  kSemaphore,
  kEvent,  ///< mp::Event: who finds it set sees what was done before
  kLatch,
  kBarrier,
  kOnceFlag,
  kAtomic,
  kSharedValue,   ///< mp::Value: its field `value` lies in memory that processes share
  kSharedArray,   ///< mp::Array
  kPool,          ///< mp::Pool
  kQueue,         ///< mp::Queue: who gets sees what was done before a put
  kSynchronised,  ///< keeps its own order and holds no data of the analysis: mp::Queue, streams, stop tokens
  kContainer,     ///< a structure, and elements at an index or an iterator
  kArray,         ///< elements only: std::array, std::span
};

ClassKind class_kind(std::string_view qualified_class);

/// Whether an object of the class is one value, as a pointer is.
inline bool is_value(ClassKind kind) { return kind >= ClassKind::kThread && kind <= ClassKind::kAtomicReference; }

/// Whether a thread that has such a lock may take it again.
bool is_recursive_lock(std::string_view qualified_class);

/// Whether the function takes long, for it waits for time, input or another program: sleep, recv.
bool blocks(std::string_view qualified_name);

/// What a call of a library function means.
struct LibraryCall {
  Model model = Model::kNone;
  std::string_view arguments = "0";  ///< those that the model takes, one digit each; '+' stands for all that follow
  std::int64_t answer = 0;           ///< what a try answers when it succeeds
};

/// What a function means that a user's configuration names: a lock's wrapper, a starter of threads, a joiner. Arguments count
/// from 0; a method's object is argument 0.
struct UserFunction {
  Model model = Model::kNone;           ///< kAcquire to kRelease, kStart or kJoin
  unsigned argument = 0;                ///< the lock; the function that the new thread runs; the thread that is joined
  std::string lock = {};                ///< the lock's own name, when no argument tells it; else empty
  std::int64_t answer = 1;              ///< what a try answers when it succeeds
  std::optional<unsigned> passed = {};  ///< kStart: what the new thread's function is given
  std::optional<unsigned> handle = {};  ///< kStart: points to where the thread's id goes; else it is the result
  bool is_pointed_to = false;           ///< kJoin: the argument points to the thread's id

  friend bool operator==(const UserFunction&, const UserFunction&) = default;
};

/// Functions that a user's configuration names, by their qualified names.
using UserNames = std::map<std::string, UserFunction, std::less<>>;

/// All that `names` says, as one text: different names have different texts.
std::string text_of(const UserNames& names);

/// nullptr: the library does not define it, or it means nothing to the analysis.
const LibraryCall* library_function(std::string_view qualified_name);

/// Whether the name alone says that a function without a body is the library's: preprocessed programs declare them themselves.
bool is_library_name(std::string_view qualified_name);

/// The method's meaning; the object itself is argument 0. nullptr: an ordinary use of the object.
const LibraryCall* library_method(ClassKind kind, std::string_view method);

/// Functions that answer their first argument: std::move, std::forward.
bool answers_its_argument(std::string_view qualified_name);

/// Of the functions that answer a new object those that fill it with zeros, as far as no constructor does otherwise.
bool allocates_zeros(std::string_view qualified_name);
/// Functions that fill the object at their first argument with their second one, or with zeros.
bool fills_bytes(std::string_view qualified_name);
/// Functions that answer a new object: malloc, make_shared.
bool allocates(std::string_view qualified_name);

/// Methods that change nothing, also where they are not const: std::optional's operator->.
bool only_reads(std::string_view method);

/// Functions after which nobody may use the object any more: free, operator delete.
bool frees(std::string_view qualified_name);

/// Algorithms that write the range they are given first: std::sort, std::fill.
bool writes_range(std::string_view qualified_name);
/// An algorithm that is given a range as its begin, a place in the middle, and its end.
bool begins_with_three(std::string_view qualified_name);

/// Types that are a lock or another means of order, and never data: pthread_mutex_t, sem_t.
bool is_synchronisation_type(std::string_view qualified_type);

/// Functions of the system that read and write nothing the program could race on: printf's stream, rand, strerror.
bool is_harmless(std::string_view qualified_name);

/// A class whose object may stand before the function that a thread, process or task is to run.
bool is_options(std::string_view qualified_class);

}  // namespace check
