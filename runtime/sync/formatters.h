// fmt::format("{}", lock): the objects of this folder as Python prints them, for logs and for learning.
//
//   <Lock(owner=None)>   <RLock(owner=process 71, thread 73, count=2)>   <Semaphore(value=3)>   <Event(set)>
//   <Barrier(waiting=2, parties=3)>   <Barrier(broken, parties=3)>
//
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
