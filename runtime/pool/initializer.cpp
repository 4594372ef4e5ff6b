#include "runtime/pool/initializer.h"

#include "runtime/error.h"

namespace mp {

Initializer Initializer::of_bytes(std::vector<std::byte> packed) {
  Initializer initializer;
  initializer.packed_ = std::move(packed);
  return initializer;
}

void Initializer::operator()() const {
  if (here_ != nullptr) return here_();
  archive::Writer nobody_reads;
  internal::run_packed_call(packed_, nobody_reads);
}

std::span<const std::byte> Initializer::bytes() const {
  if (here_ == nullptr) return packed_;
  throw ValueError(
      "the initializer of these workers cannot cross to a process that is no fork of this one, because it holds something that "
      "owns private memory; give a function or a lambda with plain captures, and the rest as arguments: .initializer = "
      "{function, argument}, or start the workers by mp::Context::fork()");
}

}  // namespace mp
