#include "runtime/benchmarks/comparison.h"

#include <fmt/format.h>

#include <array>

namespace mp::benchmarks {
namespace {

using enum Goal::Kind;

constexpr std::array kComparisons{
    Comparison{"Lock: acquire and release, nobody waits",
               "lock_pair/mp::Lock",
               "lock_pair/robust pthread mutex",
               {kTimesThePeersTime, 1.5}},
    Comparison{"Queue: an item there and one back", "round_trip/mp::Queue", "round_trip/raw futex", {kTimesThePeersTime, 1.2}},
    Comparison{"Queue: an item there and one back", "round_trip/mp::Queue", "round_trip/CPython", {kTimesFaster, 2}},
    Comparison{
        "Queue: one small message of many", "small_messages/mp::Queue", "small_messages/Boost message_queue", {kTimesFaster, 3}},
    Comparison{"Queue: one small message of many", "small_messages/mp::Queue", "small_messages/CPython", {kTimesFaster, 20}},
    Comparison{"Queue: 64 MiB in pieces of 64 KiB", "bulk/mp::Queue", "bulk/raw pipe", {kTimesThePeersTime, 1.25}},
    Comparison{"Pool.map, chunksize 1: one task", "pool_map/chunksize 1", "pool_map/CPython chunksize 1", {kMicroseconds, 2}},
    Comparison{"Pool.map, chunksize 1: one task", "pool_map/chunksize 1", "pool_map/CPython chunksize 1", {kTimesFaster, 10}},
    Comparison{"Pool.map, default chunks: one element",
               "pool_map/default chunks",
               "pool_map/CPython default chunks",
               {kTimesFaster, 10}},
    Comparison{
        "Process by fork: start and join", "start_join/fork", "start_join/raw fork and waitpid", {kTimesThePeersTime, 1.5}},
    Comparison{"Process by fork: start and join", "start_join/fork", "start_join/CPython fork", {kTimesFaster, 1}},
    Comparison{"Process by spawn: start and join", "start_join/spawn", "start_join/CPython spawn", {kTimesFaster, 10}},
};

std::string in_words(std::optional<Seconds> time) {
  if (!time) return "–";
  if (*time < 1e-6) return fmt::format("{:.1f} ns", *time * 1e9);
  if (*time < 1e-3) return fmt::format("{:.2f} us", *time * 1e6);
  return fmt::format("{:.2f} ms", *time * 1e3);
}

std::string in_words(const Goal& goal) {
  switch (goal.kind) {
    case kTimesThePeersTime:
      return fmt::format("at most {} times its time", goal.figure);
    case kTimesFaster:
      return fmt::format("at least {} times faster", goal.figure);
    case kMicroseconds:
      return fmt::format("at most {} us", goal.figure);
  }
  return {};
}

std::string ratio(const Goal& goal, std::optional<Seconds> ours, std::optional<Seconds> peer) {
  if (!ours || !peer) return "–";
  if (goal.kind == kTimesThePeersTime) return fmt::format("{:.2f} times its time", *ours / *peer);
  return fmt::format("{:.1f} times faster", *peer / *ours);
}

std::string_view verdict(const Goal& goal, std::optional<Seconds> ours, std::optional<Seconds> peer) {
  const auto met = [&] {
    switch (goal.kind) {
      case kTimesThePeersTime:
        return *ours <= goal.figure * *peer;
      case kTimesFaster:
        return *peer >= goal.figure * *ours;
      case kMicroseconds:
        return *ours <= goal.figure * 1e-6;
    }
    return false;
  };
  if (!ours || (!peer && goal.kind != kMicroseconds)) return "not measured";
  return met() ? "met" : "missed";
}

}  // namespace

std::span<const Comparison> comparisons() { return kComparisons; }

std::string table(const Measured& measured) {
  std::string lines = "| operation | ours | | peer | | ratio | goal | |\n|---|---|---|---|---|---|---|---|\n";
  for (const Comparison& each : kComparisons) {
    const std::optional<Seconds> ours = measured.time_of_one(std::string(each.ours));
    const std::optional<Seconds> peer = measured.time_of_one(std::string(each.peer));
    lines += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", each.what, each.ours, in_words(ours), each.peer,
                         in_words(peer), ratio(each.goal, ours, peer), in_words(each.goal), verdict(each.goal, ours, peer));
  }
  return lines;
}

}  // namespace mp::benchmarks
