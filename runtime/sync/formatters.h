// fmt::format("{}", lock): the objects of this folder as Python prints them, for logs and for learning.
//
//   <Lock(owner=None)>   <RLock(owner=process 71 (Process-1), thread 73, at job.cpp:42, count=2)>
//   <Lock(owner=None, last_owner_death=process 71 (Process-1), thread 71, at job.cpp:42)>
//   <Semaphore(value=3)>   <Event(set)>   <Barrier(waiting=2, parties=3)>   <Barrier(broken, parties=3)>
//
// The name of a process and the place of an acquire are left out where they are not known (acquired_at.h, process_names.h).
// What is shown was true at some moment of the call. Thread, process, fork and kill safety: as the objects'.
#pragma once

#include <string>

#include "runtime/repr_formatter.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/event.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/sync/semaphore.h"

namespace mp {

std::string repr(const Lock& lock);
std::string repr(const RLock& lock);
std::string repr(const Semaphore& semaphore);
std::string repr(const BoundedSemaphore& semaphore);
std::string repr(const Event& event);
std::string repr(const Barrier& barrier);

}  // namespace mp

template <>
struct fmt::formatter<mp::Lock> : mp::internal::ReprFormatter<mp::Lock> {};
template <>
struct fmt::formatter<mp::RLock> : mp::internal::ReprFormatter<mp::RLock> {};
template <>
struct fmt::formatter<mp::Semaphore> : mp::internal::ReprFormatter<mp::Semaphore> {};
template <>
struct fmt::formatter<mp::BoundedSemaphore> : mp::internal::ReprFormatter<mp::BoundedSemaphore> {};
template <>
struct fmt::formatter<mp::Event> : mp::internal::ReprFormatter<mp::Event> {};
template <>
struct fmt::formatter<mp::Barrier> : mp::internal::ReprFormatter<mp::Barrier> {};
