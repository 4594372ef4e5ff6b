// Expressions that denote a place in memory, the accesses to it, and how a place is shown.
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

constexpr std::size_t kLongestText = 80;

std::string on_one_line(llvm::StringRef text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (is_space && !line.empty() && line.back() == ' ') continue;
    line += is_space ? ' ' : c;
  }
  return line;
}

/// Neighbours among bit-fields share a word, so the first of them stands for all.
const clang::FieldDecl& storage_of(const clang::FieldDecl& field) {
  if (!field.isBitField()) return field;
  const clang::FieldDecl* first = &field;
  bool after_break = true;
  for (const clang::FieldDecl* other : field.getParent()->fields()) {
    const bool breaks = !other->isBitField() || other->isZeroLengthBitField(field.getASTContext());
    if (!breaks && after_break) first = other;
    after_break = breaks;
    if (other == &field) return *first;
  }
  return field;
}

}  // namespace

bool FunctionLowering::is_object(clang::QualType type) {
  const clang::QualType canonical = type.getCanonicalType();
  if (const auto* atomic = canonical->getAs<clang::AtomicType>()) return is_object(atomic->getValueType());
  return canonical->isRecordType() && !is_value(unit_.kind_of(canonical));
}

std::uint32_t FunctionLowering::slot_of(const clang::VarDecl& variable) {
  const auto known = slots_.find(&variable);
  if (known != slots_.end()) return known->second;
  return slots_[&variable] = emit_.new_local(variable.getNameAsString());
}

std::string FunctionLowering::field_name(const clang::FieldDecl& field) {
  const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(field.getParent());
  if (record == nullptr || !record->isLambda()) {
    // The one field of std::array, which braces initialise without its methods.
    return field.getName() == "_M_elems" ? kElementsField : storage_of(field).getNameAsString();
  }
  // The fields of a closure have no names of their own.
  const unsigned index = field.getFieldIndex();
  const clang::LambdaCapture& capture = *(record->captures_begin() + index);
  return capture.capturesVariable() ? "<" + capture.getCapturedVar()->getNameAsString() + ">" : "<this>";
}

Reg FunctionLowering::address_of(const clang::ValueDecl& declaration) {
  if (const auto captured = captures_.find(&declaration); captured != captures_.end()) {
    const Reg place = emit_.field(base_object(), field_name(*captured->second));
    return captured->second->getType()->isReferenceType() ? emit_.hidden_load(place) : place;
  }
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
  if (variable == nullptr) return emit_.unknown();
  const bool holds_address =
      variable->getType()->isReferenceType() || (llvm::isa<clang::ParmVarDecl>(variable) && is_object(variable->getType()));
  if (variable->hasGlobalStorage()) {
    const Reg place = emit_.global(unit_.variable(*variable));
    return variable->getType()->isReferenceType() ? emit_.hidden_load(place) : place;
  }
  const Reg place = emit_.local(slot_of(*variable));
  return holds_address ? emit_.hidden_load(place) : place;
}

Reg FunctionLowering::VisitDeclRefExpr(const clang::DeclRefExpr* expr) {
  const clang::ValueDecl* declaration = expr->getDecl();
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(declaration)) return emit_.function(unit_.function(*function));
  if (const auto* constant = llvm::dyn_cast<clang::EnumConstantDecl>(declaration)) {
    return emit_.number(number_of(constant->getInitVal()));
  }
  if (const auto* binding = llvm::dyn_cast<clang::BindingDecl>(declaration)) {
    if (const clang::VarDecl* holder = binding->getHoldingVar()) return address_of(*holder);
    return binding->getBinding() == nullptr ? emit_.unknown() : value(binding->getBinding());
  }
  return address_of(*declaration);
}

Reg FunctionLowering::VisitMemberExpr(const clang::MemberExpr* expr) {
  const clang::ValueDecl* member = expr->getMemberDecl();
  if (const auto* method = llvm::dyn_cast<clang::FunctionDecl>(member)) return emit_.function(unit_.function(*method));
  if (llvm::isa<clang::VarDecl>(member)) return address_of(*member);
  if (const auto* constant = llvm::dyn_cast<clang::EnumConstantDecl>(member)) {
    return emit_.number(number_of(constant->getInitVal()));
  }
  const Reg base = value(expr->getBase());
  const auto* field = llvm::dyn_cast<clang::FieldDecl>(member);
  if (field == nullptr) return emit_.unknown();
  if (unit_.kind_of(context_.getRecordType(field->getParent())) == ClassKind::kSharedValue) {
    return emit_.field(emit_.field(base, kSharedField), field->getName());
  }
  // All members of a union are one place, and an unnamed struct's members are its owner's.
  if (field->getParent()->isUnion() || field->getName().empty()) return base;
  const Reg place = emit_.field(base, field_name(*field));
  return field->getType()->isReferenceType() ? emit_.hidden_load(place) : place;
}

Reg FunctionLowering::VisitArraySubscriptExpr(const clang::ArraySubscriptExpr* expr) {
  const Reg base = value(expr->getBase());
  return emit_.element(base, value(expr->getIdx()));
}

Reg FunctionLowering::VisitCXXThisExpr(const clang::CXXThisExpr*) {
  if (captured_this_ == nullptr) return base_object();
  const Reg place = emit_.field(base_object(), field_name(*captured_this_));
  return captured_this_->getType()->isPointerType() ? emit_.hidden_load(place) : place;
}

/// What std::min or std::max of two answers, as a value; kNoReg if the expression is another.
Reg FunctionLowering::smaller_or_larger(const clang::Expr* expr) {
  const auto* call = llvm::dyn_cast<clang::CallExpr>(expr->IgnoreParens());
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  if (callee == nullptr || call->getNumArgs() != 2 || is_object(expr->getType())) return kNoReg;
  const std::string name = callee->getQualifiedNameAsString();
  if (name != "std::min" && name != "std::max") return kNoReg;
  const auto operand = [&](const clang::Expr* given) {
    const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(given->IgnoreParenImpCasts());
    return temporary == nullptr ? read(given) : value(temporary->getSubExpr());
  };
  const Reg first = operand(call->getArg(0));
  const Reg second = operand(call->getArg(1));
  const Reg is_first = emit_.apply(name == "std::min" ? Operation::kLess : Operation::kGreater, {first, second});
  return emit_.select(is_first, first, second, expr->getType()->isPointerType());
}

Reg FunctionLowering::read(const clang::Expr* place) {
  const clang::QualType type = place->getType();
  if (const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(place->IgnoreParens())) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(name->getDecl());
    if (variable != nullptr && type.isConstQualified() && !type.isVolatileQualified() && type->isIntegralOrEnumerationType() &&
        variable->getInit() != nullptr && !variable->getInit()->isValueDependent()) {
      if (const std::optional<std::int64_t> constant = constant_value(*name, context_)) return emit_.number(*constant);
    }
  }
  if (const Reg choice = smaller_or_larger(place); choice != kNoReg) return choice;
  if (type->isAtomicType()) return emit_.library(Model::kAtomicLoad, {value(place)}, mark(place));
  return emit_.load(value(place), AccessMode::kPlain, mark(place));
}

void FunctionLowering::write(const clang::Expr* place, Reg address, Reg written) {
  if (place->getType()->isAtomicType()) {
    emit_.library(Model::kAtomicStore, {address, written}, mark(place));
  } else {
    emit_.store(address, written, AccessMode::kPlain, mark(place));
  }
}

Reg FunctionLowering::update(const clang::Expr* place, Operation operation, Reg operand, bool answers_old) {
  const Reg address = value(place);
  if (place->getType()->isAtomicType()) return update_atomic(address, operation, operand, answers_old, mark(place));
  return emit_.update(address, operation, operand, answers_old, AccessMode::kPlain, mark(place));
}

/// In C an object is copied by reading it: into the variable, the result or the member that it is for.
Reg FunctionLowering::read_object(const clang::Expr* place, const clang::Expr& copy) {
  const Reg address = value(place);
  emit_.touch(address, AccessKind::kRead, mark(place));
  const Reg object = destination(&copy);
  emit_.copy(object, address);
  return object;
}

/// The value of an expression whose class is followed as a value, wherever it stands.
Reg FunctionLowering::pointer_like(const clang::Expr* expr) {
  if (expr->isPRValue()) return value(expr);
  const Reg address = value(expr);
  const ClassKind kind = unit_.kind_of(expr->getType());
  const bool is_own_copy = kind == ClassKind::kIterator || kind == ClassKind::kReference || kind == ClassKind::kNone;
  const Reg held =
      emit_.load(address, is_own_copy && kind != ClassKind::kNone ? AccessMode::kHidden : AccessMode::kPlain, mark(expr));
  const bool moves = expr->isXValue() && kind != ClassKind::kNone && !is_own_copy && kind != ClassKind::kCallable;
  if (moves) emit_.store(address, emit_.number(0), AccessMode::kHidden, mark(expr));
  return held;
}

Mark FunctionLowering::mark(clang::SourceLocation location, Symbol text) {
  const clang::SourceManager& sources = context_.getSourceManager();
  const clang::PresumedLoc place = sources.getPresumedLoc(sources.getExpansionLoc(location));
  if (place.isInvalid()) return {.text = text};
  return {.line = place.getLine(), .column = place.getColumn(), .text = text};
}

Mark FunctionLowering::mark(const clang::Expr* place) { return mark(place->getBeginLoc(), unit_.symbols.intern(text(place))); }

std::string FunctionLowering::text(const clang::Expr* expr) {
  expr = expr->IgnoreParenImpCasts();
  const clang::SourceManager& sources = context_.getSourceManager();
  const clang::SourceRange range = expr->getSourceRange();
  std::string written;
  if (range.isValid() && !range.getBegin().isMacroID() && !range.getEnd().isMacroID()) {
    written =
        on_one_line(clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(range), sources, context_.getLangOpts()));
  } else {
    llvm::raw_string_ostream stream(written);
    expr->printPretty(stream, nullptr, context_.getPrintingPolicy());
    written = on_one_line(written);
  }
  return written.size() > kLongestText ? written.substr(0, kLongestText - 3) + "..." : written;
}

}  // namespace check
