// Atomics: std::atomic, atomic_ref and the compilers' builtins.
#include "clang/AST/ASTContext.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

MemoryOrder order_from(std::int64_t value) {
  constexpr std::int64_t kConsume = 1;
  constexpr std::int64_t kAcquireOrder = 2;
  constexpr std::int64_t kReleaseOrder = 3;
  if (value == 0) return MemoryOrder::kRelaxed;
  if (value == kConsume || value == kAcquireOrder) return MemoryOrder::kAcquire;
  return value == kReleaseOrder ? MemoryOrder::kRelease : MemoryOrder::kBoth;
}

bool is_order(clang::QualType type) {
  const clang::NamedDecl* declaration = nullptr;
  if (const auto* name = type->getAs<clang::TypedefType>()) declaration = name->getDecl();
  if (const auto* constant = type->getAs<clang::EnumType>()) declaration = constant->getDecl();
  return declaration != nullptr && declaration->getName() == "memory_order";
}

}  // namespace

MemoryOrder FunctionLowering::order_of(const Call& call) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (!is_order(call.arguments[i]->getType())) continue;
    const std::optional<std::int64_t> order = constant_value(*call.arguments[i], context_);
    return order ? order_from(*order) : MemoryOrder::kBoth;
  }
  return MemoryOrder::kBoth;
}

Reg FunctionLowering::call_atomic_method(const Call& call, ClassKind kind, std::string_view method) {
  const Mark named = mark(call.arguments[0]);
  const Reg object = kind == ClassKind::kAtomicReference ? pointer_like(call.arguments[0]) : object_of(call);
  const MemoryOrder order = order_of(call);
  const auto operand = [&](std::size_t index) {
    return index < call.arguments.size() ? value(call.arguments[index]) : emit_.number(1);
  };
  const auto model = [&](Model meaning, std::vector<Reg> inputs) {
    inputs.insert(inputs.begin(), object);
    return emit_.library(meaning, std::move(inputs), named, 0, order);
  };
  if (method == "load" || method == "test" || method.starts_with("operator ") || method == "wait")
    return model(Model::kAtomicLoad, {});
  if (method == "store" || method == "operator=") return model(Model::kAtomicStore, {operand(1)});
  if (method == "clear") return model(Model::kAtomicStore, {emit_.number(0)});
  if (method == "exchange") return model(Model::kAtomicExchange, {operand(1)});
  if (method == "test_and_set") return model(Model::kAtomicExchange, {emit_.number(1)});
  if (method.starts_with("compare_exchange")) return model(Model::kAtomicCompare, {operand(1), operand(2)});
  if (method == "fetch_add" || method == "operator++" || method == "operator+=") {
    const Reg added = method == "operator++" ? emit_.number(1) : operand(1);
    const Reg old = model(Model::kAtomicUpdate, {added});
    const bool answers_old = method == "fetch_add" || call.arguments.size() == 2;
    return answers_old && method != "operator+=" ? old : emit_.apply(Operation::kAdd, {old, added});
  }
  if (method == "fetch_sub" || method == "operator--" || method == "operator-=") {
    const Reg taken = method == "operator--" ? emit_.number(1) : operand(1);
    const Reg old = model(Model::kAtomicUpdate, {emit_.apply(Operation::kSubtract, {emit_.number(0), taken})});
    const bool answers_old = method == "fetch_sub" || call.arguments.size() == 2;
    return answers_old && method != "operator-=" ? old : emit_.apply(Operation::kSubtract, {old, taken});
  }
  if (method.starts_with("fetch_") || method.starts_with("operator")) return model(Model::kAtomicUpdate, {emit_.unknown()});
  return emit_.unknown();  // is_lock_free, notify_one
}

/// An operator on an _Atomic does what the function of <stdatomic.h> does.
Reg FunctionLowering::update_atomic(Reg address, Operation operation, Reg operand, bool answers_old, const Mark& named) {
  const bool is_sum = operation == Operation::kAdd || operation == Operation::kSubtract;
  if (!is_sum) return emit_.library(Model::kAtomicUpdate, {address, emit_.unknown()}, named);
  const bool adds = operation == Operation::kAdd;
  const Reg change = adds ? operand : emit_.apply(Operation::kSubtract, {emit_.number(0), operand});
  const Reg old = emit_.library(Model::kAtomicUpdate, {address, change}, named);
  return answers_old ? old : emit_.apply(Operation::kAdd, {old, change});
}

/// __sync_fetch_and_add and its like; kNoReg for another function.
Reg FunctionLowering::call_sync_sum(const Call& call, std::string_view name) {
  const bool adds = name == "__sync_fetch_and_add" || name == "__sync_add_and_fetch";
  const bool subtracts = name == "__sync_fetch_and_sub" || name == "__sync_sub_and_fetch";
  if (!adds && !subtracts) return kNoReg;
  const Reg address = value(call.arguments[0]);
  const Reg operand = value(call.arguments[1]);
  const bool answers_old = name.starts_with("__sync_fetch");
  const Mark named = mark(call.expr->getBeginLoc(), mark(call.arguments[0]).text);
  return update_atomic(address, adds ? Operation::kAdd : Operation::kSubtract, operand, answers_old, named);
}

Reg FunctionLowering::VisitAtomicExpr(const clang::AtomicExpr* expr) {
  const Mark named = mark(expr->getPtr()->getBeginLoc(), unit_.symbols.intern("*" + text(expr->getPtr())));
  const Reg object = value(expr->getPtr());
  const bool has_order = expr->getOp() != clang::AtomicExpr::AO__c11_atomic_init;
  const std::optional<std::int64_t> order_value = has_order ? constant_value(*expr->getOrder(), context_) : std::nullopt;
  const MemoryOrder order = order_value ? order_from(*order_value) : MemoryOrder::kBoth;
  const auto model = [&](Model meaning, std::vector<Reg> inputs) {
    inputs.insert(inputs.begin(), object);
    return emit_.library(meaning, std::move(inputs), named, 0, order);
  };
  switch (expr->getOp()) {
    case clang::AtomicExpr::AO__c11_atomic_init:
      emit_.hidden_store(object, value(expr->getVal1()));
      return kNoReg;
    case clang::AtomicExpr::AO__c11_atomic_load:
    case clang::AtomicExpr::AO__atomic_load_n:
      return model(Model::kAtomicLoad, {});
    case clang::AtomicExpr::AO__atomic_load:
      emit_.hidden_store(value(expr->getVal1()), model(Model::kAtomicLoad, {}));
      return kNoReg;
    case clang::AtomicExpr::AO__c11_atomic_store:
    case clang::AtomicExpr::AO__atomic_store_n:
      return model(Model::kAtomicStore, {value(expr->getVal1())});
    case clang::AtomicExpr::AO__atomic_store:
      return model(Model::kAtomicStore, {emit_.hidden_load(value(expr->getVal1()))});
    case clang::AtomicExpr::AO__c11_atomic_exchange:
    case clang::AtomicExpr::AO__atomic_exchange_n:
      return model(Model::kAtomicExchange, {value(expr->getVal1())});
    case clang::AtomicExpr::AO__atomic_exchange:
      emit_.hidden_store(value(expr->getVal2()), model(Model::kAtomicExchange, {emit_.hidden_load(value(expr->getVal1()))}));
      return kNoReg;
    case clang::AtomicExpr::AO__c11_atomic_fetch_add:
    case clang::AtomicExpr::AO__atomic_fetch_add:
      return model(Model::kAtomicUpdate, {value(expr->getVal1())});
    case clang::AtomicExpr::AO__c11_atomic_fetch_sub:
    case clang::AtomicExpr::AO__atomic_fetch_sub:
      return model(Model::kAtomicUpdate, {emit_.apply(Operation::kSubtract, {emit_.number(0), value(expr->getVal1())})});
    case clang::AtomicExpr::AO__atomic_add_fetch: {
      const Reg operand = value(expr->getVal1());
      return emit_.apply(Operation::kAdd, {model(Model::kAtomicUpdate, {operand}), operand});
    }
    case clang::AtomicExpr::AO__atomic_sub_fetch: {
      const Reg operand = value(expr->getVal1());
      const Reg old = model(Model::kAtomicUpdate, {emit_.apply(Operation::kSubtract, {emit_.number(0), operand})});
      return emit_.apply(Operation::kSubtract, {old, operand});
    }
    default:
      break;
  }
  if (expr->isCmpXChg()) {
    const bool by_address = expr->getOp() == clang::AtomicExpr::AO__atomic_compare_exchange;
    const Reg wanted = by_address ? emit_.hidden_load(value(expr->getVal2())) : value(expr->getVal2());
    return model(Model::kAtomicCompare, {value(expr->getVal1()), wanted});
  }
  return model(Model::kAtomicUpdate, {emit_.unknown()});
}

}  // namespace check
