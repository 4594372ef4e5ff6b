// Why two may run at the same time, in words.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <string>

#include "tool/program/world/world.h"

namespace check {

/// "the thread that runs 'job', started in line 12 is started more than once, ...". REQUIRES: `level` is a parting level of the
/// two.
std::string why_parallel(const World& world, ThreadId first, ThreadId second, std::uint32_t level);

}  // namespace check
