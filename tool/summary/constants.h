// Constant expressions as the 64-bit numbers that summaries hold; wider ones lose their upper bits, which no index or flag has.
//
// Thread safety: functions without state.
#pragma once

#include <cstdint>
#include <optional>

#include "clang/AST/Expr.h"
#include "llvm/ADT/APSInt.h"

namespace check {

inline std::int64_t low_bits(const llvm::APInt& value) { return static_cast<std::int64_t>(value.zextOrTrunc(64).getZExtValue()); }

inline std::int64_t number_of(const llvm::APSInt& value) {
  return value.isSigned() ? value.sextOrTrunc(64).getSExtValue() : low_bits(value);
}

/// Nothing if the expression is not a constant integer.
inline std::optional<std::int64_t> constant_value(const clang::Expr& expr, const clang::ASTContext& context) {
  clang::Expr::EvalResult result;
  if (expr.isValueDependent() || expr.containsErrors() || !expr.EvaluateAsInt(result, context)) return std::nullopt;
  return number_of(result.Val.getInt());
}

}  // namespace check
