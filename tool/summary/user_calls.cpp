// Calls of functions whose meaning the user's configuration tells: wrappers of locks, starters and joiners of threads.
#include <algorithm>
#include <string_view>

#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// The number of arguments that the meaning speaks of.
std::size_t wanted_by(const UserFunction& meaning) {
  if (!meaning.lock.empty()) return 0;
  return 1 + std::max({meaning.argument, meaning.passed.value_or(0), meaning.handle.value_or(0)});
}

}  // namespace

Reg FunctionLowering::call_by_user(const Call& call, const UserFunction& meaning) {
  // A declaration of the same name with other parameters is not what the user means.
  if (call.arguments.size() < wanted_by(meaning)) return call_unknown(call, "");
  if (meaning.model == Model::kStart) return start_by_user(call, meaning);
  if (!meaning.lock.empty()) {
    const Mark place = mark(call.expr->getBeginLoc(), unit_.symbols.intern(meaning.lock));
    return emit_.library(meaning.model, {emit_.global(unit_.named("lock " + std::string(meaning.lock), false))}, place,
                         meaning.answer);
  }
  if (meaning.model == Model::kJoin) {
    const clang::Expr* given = call.arguments[meaning.argument];
    const Reg handle = meaning.argument == 0 && call.is_method ? object_of(call) : value(given);
    const bool is_address = meaning.is_pointed_to || is_object(given->getType());
    const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
    return emit_.library(Model::kJoin, {is_address ? emit_.hidden_load(handle) : handle}, place);
  }
  return call_model(call, {meaning.model, kDigits.substr(meaning.argument, 1), meaning.answer});
}

Reg FunctionLowering::start_by_user(const Call& call, const UserFunction& meaning) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  std::vector<Reg> inputs = {callable(call.arguments[meaning.argument], place)};
  if (meaning.passed) inputs.push_back(argument(call, *meaning.passed));
  const Reg thread = emit_.library(Model::kStart, std::move(inputs), place);
  if (meaning.handle) {
    const bool is_the_object = *meaning.handle == 0 && call.is_method;
    emit_.hidden_store(is_the_object ? object_of(call) : argument(call, *meaning.handle), thread);
    return emit_.number(0);
  }
  if (!call.expr->isPRValue() || !is_object(call.expr->getType())) return thread;
  const Reg object = destination(call.expr);
  emit_.hidden_store(object, thread);
  return object;
}

}  // namespace check
