// What the proxies with members of Python's names have in common.
//
// Thread, process, fork and kill safety: proxy.h.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "runtime/futex/deadline.h"
#include "runtime/manager/proxy.h"
#include "runtime/manager/synchronizers.h"

namespace mp::manager {

template <class State>
class ProxyOf {
 public:
  explicit ProxyOf(Reference reference) : proxy_(std::move(reference)) {}
  explicit ProxyOf(Proxy<State> proxy) : proxy_(std::move(proxy)) {}
  const Reference& reference() const noexcept { return proxy_.reference(); }
  friend bool operator==(const ProxyOf&, const ProxyOf&) = default;

 protected:
  Proxy<State> proxy_;
};

/// How long a call may wait, as it travels.
template <class Rep, class Period>
Patience patience_of(const std::chrono::duration<Rep, Period>& timeout) {
  const futex::Deadline deadline = futex::deadline_after(timeout);
  return deadline == futex::kNever ? std::nullopt : Patience(futex::time_left(deadline));
}
inline constexpr Patience kDoNotWait = std::chrono::nanoseconds(0);

}  // namespace mp::manager
