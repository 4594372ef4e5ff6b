// The Boost that is among the peers.
#pragma once

#include <string>

namespace mp::benchmarks {

std::string boost_version();

}  // namespace mp::benchmarks
