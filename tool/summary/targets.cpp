// Where objects are built. Clang's graph lists a constructor call before the declaration, return or field that its object is for;
// so a first look over the syntax tree aims every expression that builds an object at its place.
#include "tool/summary/function_lowering.h"

namespace check {

void FunctionLowering::find_targets(const clang::Stmt* statement) {
  if (statement == nullptr) return;
  if (const auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement)) {
    for (const clang::Decl* declaration : declarations->decls()) {
      const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration);
      if (variable == nullptr || variable->getInit() == nullptr || variable->getType()->isReferenceType()) continue;
      aim(variable->getInit(), {.kind = Target::Kind::kVariable, .declaration = variable});
    }
  } else if (const auto* result = llvm::dyn_cast<clang::ReturnStmt>(statement)) {
    aim(result->getRetValue(), {.kind = Target::Kind::kResult});
  } else if (const auto* allocation = llvm::dyn_cast<clang::CXXNewExpr>(statement)) {
    aim(allocation->getInitializer(), {.kind = Target::Kind::kAllocation, .owner = allocation});
  } else if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(statement)) {
    auto field = lambda->getLambdaClass()->field_begin();
    for (const clang::Expr* init : lambda->capture_inits()) {
      aim(init, {.kind = Target::Kind::kField, .declaration = *field++, .owner = lambda});
      find_targets(init);
    }
    return;  // its body is a function of its own
  }
  for (const clang::Stmt* child : statement->children()) find_targets(child);
}

void FunctionLowering::aim(const clang::Expr* expr, const Target& target) {
  if (expr == nullptr || targets_.contains(expr)) return;
  if (!is_object(expr->getType()) && !expr->getType()->isArrayType()) return;
  if (expr->isGLValue()) return;
  targets_.emplace(expr, target);
  if (const auto* choice = llvm::dyn_cast<clang::AbstractConditionalOperator>(expr)) {
    aim(choice->getTrueExpr(), target);
    aim(choice->getFalseExpr(), target);
  } else if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(expr)) {
    const clang::InitListExpr* semantic = list->isSemanticForm() ? list : list->getSemanticForm();
    if (semantic == nullptr) return;
    targets_.emplace(semantic, target);
    aim_list(*semantic, semantic->inits());
  } else if (const auto* parens = llvm::dyn_cast<clang::CXXParenListInitExpr>(expr)) {
    aim_list(*parens, const_cast<clang::CXXParenListInitExpr*>(parens)->getInitExprs());
  } else if (const auto* full = llvm::dyn_cast<clang::FullExpr>(expr)) {
    aim(full->getSubExpr(), target);
  } else if (const auto* parenthesis = llvm::dyn_cast<clang::ParenExpr>(expr)) {
    aim(parenthesis->getSubExpr(), target);
  } else if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expr)) {
    aim(bound->getSubExpr(), target);
  } else if (const auto* by_default = llvm::dyn_cast<clang::CXXDefaultInitExpr>(expr)) {
    aim(by_default->getExpr(), target);
  } else if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(expr);
             cast != nullptr && cast->getCastKind() != clang::CK_LValueToRValue) {
    aim(cast->getSubExpr(), target);
  } else if (const auto* copy = llvm::dyn_cast<clang::CXXConstructExpr>(expr); copy != nullptr && copy->isElidable()) {
    const clang::Expr* source = copy->getArg(0)->IgnoreImplicit();
    aim(source, target);
  }
}

void FunctionLowering::aim_list(const clang::Expr& list, llvm::ArrayRef<clang::Expr*> inits) {
  const clang::RecordDecl* record = list.getType()->getAsRecordDecl();
  std::vector<const clang::FieldDecl*> fields;
  if (record != nullptr) {
    if (const auto* derived = llvm::dyn_cast<clang::CXXRecordDecl>(record)) fields.assign(derived->getNumBases(), nullptr);
    for (const clang::FieldDecl* field : record->fields()) {
      if (!field->isUnnamedBitField()) fields.push_back(field);
    }
  }
  for (std::size_t i = 0; i < inits.size(); ++i) {
    if (record == nullptr) {
      aim(inits[i], {.kind = Target::Kind::kElement, .owner = &list, .index = static_cast<std::int64_t>(i)});
    } else if (i < fields.size()) {
      aim(inits[i], {.kind = Target::Kind::kField, .declaration = fields[i], .owner = &list});
    }
  }
}

Reg FunctionLowering::destination(const clang::Expr* expr) {
  const auto target = targets_.find(expr);
  if (target != targets_.end()) return emit_target(target->second);
  const auto known = destinations_.find(expr);
  if (known != destinations_.end()) return known->second;
  return destinations_[expr] = temporary();
}

Reg FunctionLowering::emit_target(const Target& target) {
  switch (target.kind) {
    case Target::Kind::kVariable: {
      const auto& variable = *llvm::cast<clang::VarDecl>(target.declaration);
      if (variable.hasGlobalStorage()) return emit_.global(unit_.variable(variable));
      if (begun_.insert(&variable).second) emit_.variable(slot_of(variable));
      return emit_.local(slot_of(variable));
    }
    case Target::Kind::kResult:
      return emit_.hidden_load(emit_.local(result_slot_));
    case Target::Kind::kAllocation:
      return new_object(*llvm::cast<clang::CXXNewExpr>(target.owner));
    case Target::Kind::kThisField:
      if (target.declaration == nullptr) return base_object();
      return emit_.field(base_object(), field_name(*llvm::cast<clang::FieldDecl>(target.declaration)));
    case Target::Kind::kField:
      if (target.declaration == nullptr) return destination(target.owner);
      return emit_.field(destination(target.owner), field_name(*llvm::cast<clang::FieldDecl>(target.declaration)));
    case Target::Kind::kElement:
      return emit_.element(emit_.first_element(destination(target.owner)), emit_.number(target.index));
  }
  return kNoReg;
}

Reg FunctionLowering::temporary() {
  const std::uint32_t slot = emit_.new_local("");
  emit_.variable(slot);
  return emit_.local(slot);
}

}  // namespace check
