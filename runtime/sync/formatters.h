// fmt::format("{}", lock): the objects of this folder as Python prints them, for logs and for learning.
//
//   <Lock(owner=None)>   <RLock(owner=process 71, thread 73, count=2)>   <Semaphore(value=3)>   <Event(set)>
//   <Barrier(waiting=2, parties=3)>   <Barrier(broken, parties=3)>
//
// What is shown was true at some moment of the call. Thread, process, fork and kill safety: as the objects'.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "runtime/sync/barrier.h"
#include "runtime/sync/event.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/sync/semaphore.h"

namespace mp::sync {

std::string describe(const Lock& lock);
std::string describe(const RLock& lock);
std::string describe(const Semaphore& semaphore);
std::string describe(const BoundedSemaphore& semaphore);
std::string describe(const Event& event);
std::string describe(const Barrier& barrier);

/// Takes width, fill and alignment as for any text.
template <class T>
struct DescriptionFormatter : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const T& object, Context& context) const {
    return fmt::formatter<std::string_view>::format(describe(object), context);
  }
};

}  // namespace mp::sync

template <>
struct fmt::formatter<mp::Lock> : mp::sync::DescriptionFormatter<mp::Lock> {};
template <>
struct fmt::formatter<mp::RLock> : mp::sync::DescriptionFormatter<mp::RLock> {};
template <>
struct fmt::formatter<mp::Semaphore> : mp::sync::DescriptionFormatter<mp::Semaphore> {};
template <>
struct fmt::formatter<mp::BoundedSemaphore> : mp::sync::DescriptionFormatter<mp::BoundedSemaphore> {};
template <>
struct fmt::formatter<mp::Event> : mp::sync::DescriptionFormatter<mp::Event> {};
template <>
struct fmt::formatter<mp::Barrier> : mp::sync::DescriptionFormatter<mp::Barrier> {};
