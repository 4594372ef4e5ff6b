// What one translation unit does with memory, locks and threads: plain data, without a pointer into the compiler's tree.
//
// Each function is its control flow, reduced to steps that a race can depend on. Summaries of several units merge by name into
// one program, and can be kept between runs.
//
// Thread safety: a value type. Private memory.
#pragma once

#include <string>
#include <vector>

namespace check {

struct FunctionSummary {
  std::string name;  ///< mangled: the same in every unit that knows the function
};

struct UnitSummary {
  std::string file;
  std::vector<FunctionSummary> functions;
};

}  // namespace check
