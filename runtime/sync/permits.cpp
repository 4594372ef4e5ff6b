#include "runtime/sync/permits.h"

#include "runtime/hooks.h"

namespace mp::sync {

bool Permits::try_take() noexcept {
  std::uint32_t left = left_.load(std::memory_order_relaxed);
  do {
    if (left == 0) return false;
  } while (!left_.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel, std::memory_order_relaxed));
  hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
  return true;
}

bool Permits::take(futex::Deadline deadline) noexcept {
  return given_back_.try_until(deadline, [this] { return try_take(); });
}

bool Permits::give_back(std::uint32_t number, std::uint32_t bound) noexcept {
  const auto fits = [&](std::uint32_t left) { return left <= bound && number <= bound - left; };
  std::uint32_t left = left_.load(std::memory_order_relaxed);
  if (!fits(left)) return false;
  hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
  // Looked at again with every try, so that of two who give back the last missing permit one is refused.
  while (!left_.compare_exchange_weak(left, left + number, std::memory_order_acq_rel, std::memory_order_relaxed)) {
    if (!fits(left)) return false;
  }
  number == 1 ? given_back_.notify_one() : given_back_.notify_all();
  return true;
}

}  // namespace mp::sync
