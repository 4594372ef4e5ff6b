// Names for code addresses: which functions, at which lines. llvm-symbolizer is asked, in a process of its own.
//
// Why not through ThreadSanitizer: what it asks with is copied by a fork, with a lock that another thread may hold right
// then, and with pipes that all forked processes would read from; an answer to a killed process would reach another one.
//
// Thread safety: one thread. Fork safety: the one who made it has it; a forked copy is of no use, and does no harm.
// Kill safety: the symbolizer dies with the thread that asks. No allocation, no exceptions, no libc function that is
// ThreadSanitizer's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/sanitizer/symbols/images.h"
#include "runtime/sanitizer/system/system.h"

namespace race {

class Symbolizer {
 public:
  /// Names the code address of the family's (images.h) in `out`, as lines: the module (empty: the program itself), then two for
  /// each function that was inlined there, innermost first: its name, and "file:line:column". Without the functions, or empty,
  /// where it knows less.
  virtual std::string_view name(std::uintptr_t code, std::span<char> out) = 0;

 protected:
  ~Symbolizer() = default;
};

/// Starts the program with the first question, and ends it with itself: a report is written by one.
class LlvmSymbolizer final : public Symbolizer {
 public:
  /// Of a process whose code is `own`; only its code has names where there are no `images`.
  explicit LlvmSymbolizer(const Images* images = nullptr, ImageId own = kFirstImage) : images_(images), own_(own) {}
  ~LlvmSymbolizer() { stop(); }
  LlvmSymbolizer(const LlvmSymbolizer&) = delete;
  LlvmSymbolizer& operator=(const LlvmSymbolizer&) = delete;

  std::string_view name(std::uintptr_t code, std::span<char> out) override;

  /// Where Debian's package llvm-19 has it.
  static constexpr const char* kPath = "/usr/lib/llvm-19/bin/llvm-symbolizer";

 private:
  bool start();
  void stop();
  /// What is answered, without the empty line at its end. What does not fit into `out` is dropped.
  std::string_view read_answer(std::span<char> out);

  const Images* const images_;
  const ImageId own_;
  bool given_up_ = false;  // it does not start, or does not answer
  Helper helper_;
};

}  // namespace race
