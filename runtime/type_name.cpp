#include "runtime/type_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace mp {

std::string readable_symbol(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> readable(abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
  return status == 0 ? readable.get() : symbol;
}

std::string type_name(const std::type_info& type) { return readable_symbol(type.name()); }

std::string current_exception_type_name() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  return type != nullptr ? type_name(*type) : "unknown type";  // a foreign exception has none
}

}  // namespace mp
