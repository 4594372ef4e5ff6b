#include "runtime/sync/semaphore.h"

#include <fmt/format.h>

#include <utility>

#include "runtime/error.h"

namespace mp {

namespace {

const char* name_of(bool bounded) { return bounded ? "mp::BoundedSemaphore" : "mp::Semaphore"; }

std::uint32_t permits(int value, const char* kind, const std::source_location& created) {
  if (value >= 0) return static_cast<std::uint32_t>(value);
  throw ValueError(fmt::format("the {} created at {}:{} would begin with {} permits; give it 0 or more", kind,
                               created.file_name(), created.line(), value));
}

}  // namespace

Semaphore::Semaphore(int value, std::source_location created) : Semaphore(value, Kind::kUnbounded, created) {}

Semaphore::Semaphore(int value, Kind kind, std::source_location created)
    : permits_(std::in_place, permits(value, name_of(kind == Kind::kBounded), created)),
      kind_(kind),
      bound_(kind == Kind::kBounded ? value : kMostPermits),
      created_(created) {}

void Semaphore::release(int n) {
  const auto refuse = [&](std::string_view reason) {
    const std::source_location at = created();
    return ValueError(fmt::format("release({}) of the {} created at {}:{}: {}", n, name_of(kind_ == Kind::kBounded),
                                  at.file_name(), at.line(), reason));
  };
  if (n < 1) throw refuse("give back 1 permit or more");
  if (permits_->give_back(static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(bound_))) return;
  throw refuse(
      fmt::format("released too many times: {} of at most {} permits are there already; release only what was acquired "
                  "before, or use an mp::Semaphore where more may come than it began with",
                  get_value(), bound_));
}

}  // namespace mp
