// The names of types for people: "mp::Value<int>", "std::runtime_error".
//
// The spelling is the compiler's: for unsigned long, Clang says "unsigned long" and gcc "long unsigned int".
// Thread and fork safety: pure functions. type_name<T>() is a constant of the program and lives as long as it.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <typeinfo>

namespace mp {

namespace internal {
// The compiler writes the type between "T = " and the end of the signature (gcc: or a ';').
template <class T>
constexpr std::string_view name_in_signature() {
  const std::string_view signature = __PRETTY_FUNCTION__;
  const std::size_t begin = signature.find("T = ") + 4;
  const std::size_t end = signature.find_first_of(";", begin);
  return signature.substr(begin, (end == std::string_view::npos ? signature.size() - 1 : end) - begin);
}
}  // namespace internal

/// The name of T, made by the compiler; no run-time cost.
template <class T>
constexpr std::string_view type_name() {
  return internal::name_in_signature<T>();
}

/// The readable name of a type that is known only at run time.
std::string type_name(const std::type_info& type);

/// The readable name of a function or variable that the compiler has named `symbol`.
std::string readable_symbol(const char* symbol);

/// The readable name of the exception that is being handled. REQUIRES: called in a catch clause.
std::string current_exception_type_name();

}  // namespace mp
