#include "runtime/process/packed_call.h"

#include "runtime/error.h"

namespace mp::internal {
namespace {

/// Never destroyed: it is used in processes that end by _exit only.
std::vector<int>& brought() {
  static std::vector<int>& numbers = *new std::vector<int>;
  return numbers;
}

}  // namespace

void bring_descriptors(std::span<const int> numbers) { brought().assign(numbers.begin(), numbers.end()); }

int brought_descriptor(std::size_t index) { return brought().at(index); }

void throw_not_loaded() {
  throw ValueError(
      "the function of this call is in a library that this process has not loaded; link the library to the program, or load it "
      "before the processes that need it are started, by fork");
}

}  // namespace mp::internal
