// A call stack with names: which functions, at which lines, and which of the frames are the program's own.
//
// Where it lives: wherever it is put; a report keeps two in the family's memory, under the report's lock. It is large.
// Nothing is allocated here; what the symbolizer itself does is its own affair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace race {

struct Frame {
  std::string_view function;
  std::string_view file;  ///< relative to the workspace, for what was compiled there; empty when it is not known
  unsigned line = 0;
  unsigned column = 0;
  std::string_view module;  ///< the program or library that holds the code
};

/// Whether the frame is neither the runtime's plumbing nor a library's.
bool is_own(const Frame& frame);

/// Writes one text for each function that was inlined at the code address, innermost first, each ended by '\0', and an
/// empty one at the end. The signature is that of __sanitizer_symbolize_pc.
using SymbolizeFunction = void (*)(void* pc, const char* format, char* out, std::size_t size);

class SymbolizedStack {
 public:
  /// Names the frames. REQUIRES: `return_addresses` are where calls return to, innermost first.
  void resolve(std::span<const std::uintptr_t> return_addresses, SymbolizeFunction symbolize);

  std::span<const Frame> frames() const { return {frames_, count_}; }
  /// The innermost frame of the program's own, else the innermost; nullptr when there is none.
  const Frame* place() const;

 private:
  static constexpr unsigned kMaxNamed = 64;  // with the inlined ones

  unsigned count_;
  Frame frames_[kMaxNamed];
  char names_[48 << 10];
};

}  // namespace race
