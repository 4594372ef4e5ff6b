// What we say about speed: an operation of ours beside a peer that does the same, and how the two are to compare.
//
// The names are those of benchmarks, or of figures that python_peers.py prints.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/benchmarks/measured.h"

namespace mp::benchmarks {

struct Goal {
  enum class Kind {
    kTimesThePeersTime,  ///< ours may take at most `figure` times as long
    kTimesFaster,        ///< the peer takes at least `figure` times as long
    kMicroseconds,       ///< ours takes at most so long; the peer is there for the eyes
  };
  Kind kind;
  double figure;
};

struct Comparison {
  std::string_view what;  ///< the operation, in words
  std::string_view ours;
  std::string_view peer;
  Goal goal;
};

std::span<const Comparison> comparisons();

/// A table in Markdown: one line for each comparison, with both times of one operation, their ratio, and whether the goal is met.
/// A figure that was not measured is a dash.
std::string table(const Measured& measured);

}  // namespace mp::benchmarks
