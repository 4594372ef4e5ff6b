// In place of boost_peer.cpp where libboost-dev is not installed.
#include "runtime/benchmarks/boost_peer.h"

namespace mp::benchmarks {

std::string boost_version() { return "not installed (libboost-dev)"; }

}  // namespace mp::benchmarks
