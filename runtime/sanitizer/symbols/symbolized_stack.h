// A call stack with names: which functions, at which lines, and which of the frames are the program's own.
//
// Where it lives: wherever it is put; a report keeps two in the family's memory, under the report's lock. It is large.
// Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/sanitizer/symbols/symbolizer.h"

namespace race {

struct Frame {
  std::string_view function;
  std::string_view file;  ///< relative to the workspace, for what was compiled there; empty when it is not known
  unsigned line = 0;
  unsigned column = 0;
  std::string_view module;  ///< the library that holds the code; empty: the program itself
};

/// Whether the frame is neither the runtime's plumbing nor a library's.
bool is_own(const Frame& frame);

class SymbolizedStack {
 public:
  /// Names the frames. REQUIRES: `return_addresses` are where calls return to, innermost first.
  void resolve(std::span<const std::uintptr_t> return_addresses, Symbolizer& symbolizer);

  std::span<const Frame> frames() const { return {frames_, count_}; }
  /// The innermost frame of the program's own, else the innermost; nullptr when there is none.
  const Frame* place() const;

 private:
  static constexpr unsigned kMaxNamed = 64;  // with the inlined ones

  void add(std::string_view answer);

  unsigned count_;
  Frame frames_[kMaxNamed];
  char names_[48 << 10];
};

}  // namespace race
