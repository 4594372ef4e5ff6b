// The figures of CPython's multiprocessing, from the python3 of this machine.
#pragma once

#include "runtime/benchmarks/measured.h"

namespace mp::benchmarks {

/// Runs python_peers.py and adds what it prints. Throws Error if it fails.
void measure_python(int repetitions, Measured& measured);

/// "Python 3.11.2"
std::string python_version();

}  // namespace mp::benchmarks
