// From an expression to the variable or member that its object is a part of.
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "tool/fix/uses.h"
#include "tool/library_names.h"
#include "tool/summary/symbol_names.h"

namespace check {
namespace {

ClassKind kind_of(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record == nullptr ? ClassKind::kNone : class_kind(library_name(*record));
}

/// Containers hold their elements; a pointer does not hold what it points to.
bool holds_elements(clang::QualType type) {
  const ClassKind kind = kind_of(type);
  return kind == ClassKind::kContainer || kind == ClassKind::kArray || kind == ClassKind::kSharedArray;
}

class Walk {
 public:
  Origin origin;

  void follow(const clang::Expr* expr) {
    while (expr != nullptr) expr = inner(expr->IgnoreParenImpCasts());
  }

 private:
  const clang::Expr* inner(const clang::Expr* expr) {
    using namespace clang;
    if (const auto* reference = llvm::dyn_cast<DeclRefExpr>(expr)) return variable(*reference);
    if (const auto* member = llvm::dyn_cast<MemberExpr>(expr)) return inner_of_member(*member);
    if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(expr)) {
      const Expr* base = subscript->getBase()->IgnoreParenImpCasts();
      if (!base->getType()->isArrayType()) is_part_ = false;
      return base;
    }
    if (const auto* operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr)) {
      if (operation->getNumArgs() == 0 || !holds_elements(operation->getArg(0)->getType())) is_part_ = false;
      return operation->getNumArgs() == 0 ? nullptr : operation->getArg(0);
    }
    if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(expr)) {
      const Expr* object = call->getImplicitObjectArgument();
      if (object == nullptr || !holds_elements(object->getType())) is_part_ = false;
      return object;
    }
    if (const auto* operation = llvm::dyn_cast<UnaryOperator>(expr)) {
      if (operation->getOpcode() != UO_AddrOf) is_part_ = false;
      return operation->getSubExpr();
    }
    return nullptr;
  }

  const clang::Expr* variable(const clang::DeclRefExpr& reference) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference.getDecl());
    if (variable == nullptr) return nullptr;
    if (origin.name.empty()) origin.name = variable->getNameAsString();
    // What lies beside a variable that an included library owns cannot be changed.
    if (is_part_ && !variable->getType()->isReferenceType() && is_editable(*variable)) {
      origin.variable = variable;
      origin.member = nullptr;
      origin.field = nullptr;
      origin.name = variable->getNameAsString();
    }
    return nullptr;
  }

  const clang::Expr* inner_of_member(const clang::MemberExpr& member) {
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(member.getMemberDecl())) {
      if (origin.name.empty()) origin.name = variable->getNameAsString();
      if (is_part_ && is_editable(*variable)) origin.variable = variable;
      return nullptr;
    }
    const auto* field = llvm::dyn_cast<clang::FieldDecl>(member.getMemberDecl());
    if (field == nullptr) return member.getBase();
    if (is_part_ && is_editable(*field)) {
      origin.member = &member;
      origin.field = field;
      if (!field->getName().empty()) origin.name = field->getNameAsString();
    }
    // A reference as a member leads elsewhere.
    if (member.isArrow() || field->getType()->isReferenceType()) {
      if (field->getType()->isReferenceType() && origin.field == field) {
        origin.member = nullptr;
        origin.field = nullptr;
      }
      is_part_ = false;
    }
    return member.getBase();
  }

  bool is_part_ = true;
};

}  // namespace

Origin origin_of(const clang::Expr& expr) {
  Walk walk;
  walk.follow(&expr);
  return walk.origin;
}

}  // namespace check
