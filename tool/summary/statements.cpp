// Declarations, initialisation, return, and the end of objects.
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// Longer tables of constants say nothing about threads.
constexpr unsigned kLongestTable = 256;

}  // namespace

void FunctionLowering::lower_declaration(const clang::DeclStmt& statement) {
  for (const clang::Decl* declaration : statement.decls()) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration);
    if (variable == nullptr || variable->isInvalidDecl()) continue;
    if (variable->isStaticLocal()) {
      lower_static(*variable);
    } else if (variable->hasLocalStorage()) {
      lower_variable(*variable);
    }
  }
}

void FunctionLowering::lower_variable(const clang::VarDecl& variable) {
  const std::uint32_t slot = slot_of(variable);
  // An object whose constructor has already run began to live at its construction.
  if (!begun_.contains(&variable)) emit_.variable(slot);
  if (const clang::Expr* init = variable.getInit()) initialise(emit_.local(slot), variable.getType(), *init);
  if (const auto* decomposition = llvm::dyn_cast<clang::DecompositionDecl>(&variable)) {
    for (const clang::BindingDecl* binding : decomposition->bindings()) {
      if (const clang::VarDecl* holder = binding->getHoldingVar(); holder != nullptr && holder->getInit() != nullptr) {
        lower_variable(*holder);
      }
    }
  }
}

void FunctionLowering::lower_static(const clang::VarDecl& variable) {
  const clang::Expr* init = variable.getInit();
  if (init == nullptr) return;
  if (variable.hasConstantInitialization()) {
    unit_.initialise_before_main(variable);
    return;
  }
  const Reg address = emit_.global(unit_.variable(variable));
  initialise(address, variable.getType(), *init);
  emit_.library(Model::kOnceLeave, {address}, mark(variable.getLocation(), kNoSymbol));
}

void FunctionLowering::initialise(Reg address, clang::QualType type, const clang::Expr& init) {
  if (type->isReferenceType()) {
    emit_.hidden_store(address, value(&init));
  } else if (is_object(type)) {
    value(&init);  // builds the object in its place
  } else if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(init.IgnoreParenImpCasts());
             list != nullptr && type->isArrayType()) {
    const clang::InitListExpr* semantic = list->isSemanticForm() ? list : list->getSemanticForm();
    initialise_aggregate(address, semantic == nullptr ? *list : *semantic, (semantic == nullptr ? list : semantic)->inits());
  } else if (type->isArrayType() && llvm::isa<clang::StringLiteral>(init.IgnoreParenImpCasts())) {
    emit_.hidden_store(emit_.any_element(emit_.first_element(address)), emit_.unknown());
  } else if (type->isArrayType()) {
    value(&init);  // an array whose elements are constructed
  } else {
    emit_.hidden_store(address, value(&init));
  }
}

void FunctionLowering::initialise_aggregate(Reg address, const clang::Expr& list, llvm::ArrayRef<clang::Expr*> inits) {
  const clang::QualType type = list.getType();
  if (type->isArrayType()) {
    const clang::QualType element = context_.getAsArrayType(type)->getElementType();
    const Reg first = emit_.first_element(address);
    if (inits.size() > kLongestTable) {
      if (element->isScalarType()) emit_.hidden_store(emit_.any_element(first), emit_.unknown());
      return;
    }
    for (std::size_t i = 0; i < inits.size(); ++i) {
      initialise(emit_.element(first, emit_.number(static_cast<std::int64_t>(i))), element, *inits[i]);
    }
    return;
  }
  const clang::RecordDecl* record = type->getAsRecordDecl();
  if (record == nullptr) {
    if (inits.size() == 1) initialise(address, inits[0]->getType(), *inits[0]);
    return;
  }
  std::size_t next = 0;
  if (const auto* derived = llvm::dyn_cast<clang::CXXRecordDecl>(record)) {
    for (const clang::CXXBaseSpecifier& base : derived->bases()) {
      if (next < inits.size()) initialise(address, base.getType(), *inits[next++]);
    }
  }
  if (record->isUnion()) {
    const auto* init_list = llvm::dyn_cast<clang::InitListExpr>(&list);
    const clang::FieldDecl* field = init_list == nullptr ? nullptr : init_list->getInitializedFieldInUnion();
    if (field != nullptr && !inits.empty()) initialise(address, field->getType(), *inits[0]);
    return;
  }
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField() || next >= inits.size()) continue;
    const Reg place = field->getName().empty() ? address : emit_.field(address, field_name(*field));
    initialise(place, field->getType(), *inits[next++]);
  }
}

void FunctionLowering::lower_return(const clang::ReturnStmt& statement) {
  const clang::Expr* result = statement.getRetValue();
  const Mark place = mark(statement.getBeginLoc(), kNoSymbol);
  if (result == nullptr) {
    emit_.give_back(kNoReg, place);
  } else if (is_object(function_->getReturnType()) && !function_->getReturnType()->isReferenceType()) {
    value(result);  // built in the caller's object
    emit_.give_back(kNoReg, place);
  } else {
    emit_.give_back(value(result), place);
  }
}

void FunctionLowering::lower_initializer(const clang::CXXCtorInitializer& initializer) {
  const clang::Expr* init = initializer.getInit();
  if (init == nullptr) return;
  if (!initializer.isAnyMemberInitializer()) {
    value(init);  // a base or a delegate, built in this object
    return;
  }
  const clang::FieldDecl* field = initializer.getAnyMember();
  const Reg place = emit_.field(base_object(), field_name(*field));
  if (is_beside_own_thread_ && is_data(field->getType())) {
    emit_.touch(place, AccessKind::kWrite, mark(initializer.getSourceLocation(), unit_.symbols.intern(field->getName())));
  }
  initialise(place, field->getType(), *init);
  is_beside_own_thread_ = is_beside_own_thread_ || begins_thread(field->getType(), *init);
}

/// Whether the member that begins like this is a thread, which runs from here on: before the members behind it begin.
bool FunctionLowering::begins_thread(clang::QualType type, const clang::Expr& init) {
  const auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(init.IgnoreImplicit());
  const ClassKind kind = unit_.kind_of(type);
  const bool is_thread = kind == ClassKind::kThread || kind == ClassKind::kJoinedThread;
  return is_thread && construction != nullptr && construction->getNumArgs() > 0 &&
         !construction->getConstructor()->isCopyOrMoveConstructor();
}

/// Whether an object of the type is used without an order of its own.
bool FunctionLowering::is_data(clang::QualType type) {
  const ClassKind kind = unit_.kind_of(context_.getBaseElementType(type));
  return !type->isAtomicType() && (!is_object(type) || kind == ClassKind::kNone || kind == ClassKind::kContainer);
}

Reg FunctionLowering::base_object() { return emit_.hidden_load(emit_.local(0)); }

void FunctionLowering::destroy(Reg address, clang::QualType type, const Mark& mark) {
  if (const clang::ArrayType* array = context_.getAsArrayType(type)) {
    const ClassKind kind = unit_.kind_of(context_.getBaseElementType(type));
    if (kind == ClassKind::kJoinedThread || kind == ClassKind::kPrepared || kind == ClassKind::kFuture) {
      emit_.library(Model::kJoinAll, {emit_.any_element(emit_.first_element(address))}, mark);
    } else {
      destroy(emit_.any_element(emit_.first_element(address)), array->getElementType(), mark);
    }
    return;
  }
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || record->hasTrivialDestructor()) return;
  switch (unit_.kind_of(type)) {
    case ClassKind::kJoinedThread:
    case ClassKind::kPrepared:
    case ClassKind::kFuture:
      emit_.library(Model::kJoin, {emit_.hidden_load(address)}, mark);
      return;
    case ClassKind::kGuard:
    case ClassKind::kUniqueGuard:
    case ClassKind::kSharedGuard:
      emit_.library(Model::kGuardClose, {address}, mark);
      return;
    case ClassKind::kContainer:
    case ClassKind::kArray:
      destroy_elements(emit_.elements(address), *record, mark);
      return;
    case ClassKind::kPointer:
      destroy_pointee(address, type, mark);
      return;
    case ClassKind::kNone:
      break;
    default:
      return;
  }
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  if (destructor != nullptr && !is_in_system(*record)) emit_.call(Op::kCall, unit_.function(*destructor), {address}, mark);
}

/// The object that a unique_ptr owns goes with it: its destructor may use what threads share.
void FunctionLowering::destroy_pointee(Reg pointer, clang::QualType owner, const Mark& mark) {
  const auto* instance = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(owner->getAsCXXRecordDecl());
  if (instance == nullptr || instance->getName() != "unique_ptr") return;
  const clang::TemplateArgument& argument = instance->getTemplateArgs()[0];
  if (argument.getKind() != clang::TemplateArgument::Type) return;
  const clang::CXXRecordDecl* record = argument.getAsType()->getAsCXXRecordDecl();
  const bool has_own = record != nullptr && record->hasDefinition() && record->hasUserDeclaredDestructor();
  if (!has_own || is_in_system(*record) || unit_.kind_of(argument.getAsType()) != ClassKind::kNone) return;
  const Reg held = emit_.hidden_load(pointer);
  const std::uint32_t owns = emit_.new_block();
  const std::uint32_t after = emit_.new_block();
  emit_.branch(emit_.apply(Operation::kNotEqual, {held, emit_.number(0)}), owns, after);
  emit_.enter_block(owns);
  destroy(held, argument.getAsType(), mark);
  emit_.jump(after);
  emit_.enter_block(after);
}

void FunctionLowering::destroy_temporary(const clang::CXXBindTemporaryExpr& expr) {
  const Mark place = mark(expr.getEndLoc(), kNoSymbol);
  const auto held = destinations_.find(&expr);
  if (held != destinations_.end()) {
    destroy(held->second, expr.getType(), place);
  } else if (is_object(expr.getType())) {
    destroy(value(&expr), expr.getType(), place);
  } else {
    const ClassKind kind = unit_.kind_of(expr.getType());
    if (kind == ClassKind::kJoinedThread || kind == ClassKind::kPrepared || kind == ClassKind::kFuture) {
      emit_.library(Model::kJoin, {value(&expr)}, place);
    }
  }
}

void FunctionLowering::destroy_elements(Reg elements, const clang::CXXRecordDecl& container, const Mark& mark) {
  const auto* instance = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(&container);
  if (instance == nullptr || instance->getTemplateArgs().size() == 0) return;
  const clang::TemplateArgument& argument = instance->getTemplateArgs()[0];
  if (argument.getKind() != clang::TemplateArgument::Type) return;
  const ClassKind kind = unit_.kind_of(argument.getAsType());
  if (kind == ClassKind::kJoinedThread || kind == ClassKind::kPrepared || kind == ClassKind::kFuture) {
    emit_.library(Model::kJoinAll, {emit_.any_element(elements)}, mark);
  } else {
    destroy(emit_.any_element(elements), argument.getAsType(), mark);
  }
}

}  // namespace check
