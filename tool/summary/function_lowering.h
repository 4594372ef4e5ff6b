// One function, one walk of its control flow graph: expressions become steps.
//
// An expression that denotes an object or a place gives its address, any other its value; a value of class type is the address of
// the object that holds it. Clang's graph lists every subexpression in the order of evaluation, so each is lowered once, and a
// later use finds its register in `values_`.
//
// Thread safety: one object for one function, used by one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtVisitor.h"
#include "tool/summary/emitter.h"
#include "tool/summary/own_barrier.h"
#include "tool/summary/unit_builder.h"

namespace clang {
class CFG;
class CFGBlock;
class CFGElement;
}  // namespace clang

namespace check {

/// Where a value of class type is to be built, known before the expression that builds it is reached.
struct Target {
  enum class Kind { kVariable, kResult, kAllocation, kThisField, kField, kElement };
  Kind kind = Kind::kVariable;
  const clang::Decl* declaration = nullptr;  ///< the variable or the field
  const clang::Expr* owner = nullptr;        ///< the expression whose field, element or allocation it is
  std::int64_t index = 0;
};

class FunctionLowering : public clang::ConstStmtVisitor<FunctionLowering, Reg> {
 public:
  FunctionLowering(UnitBuilder& unit, const clang::FunctionDecl* function);

  /// REQUIRES: a function.
  FunctionSummary lower();
  /// A function that initialises `variables`, which are not local to a call. REQUIRES: no function.
  FunctionSummary lower_initialisers(const std::vector<const clang::VarDecl*>& variables);

  // Expressions, called by the visitor (expressions.cpp, places.cpp, casts.cpp, objects.cpp, calls.cpp).
  Reg VisitExpr(const clang::Expr* expr);
  Reg VisitIntegerLiteral(const clang::IntegerLiteral* expr);
  Reg VisitCharacterLiteral(const clang::CharacterLiteral* expr);
  Reg VisitCXXBoolLiteralExpr(const clang::CXXBoolLiteralExpr* expr);
  Reg VisitCXXNullPtrLiteralExpr(const clang::CXXNullPtrLiteralExpr* expr);
  Reg VisitGNUNullExpr(const clang::GNUNullExpr* expr);
  Reg VisitImplicitValueInitExpr(const clang::ImplicitValueInitExpr* expr);
  Reg VisitCXXScalarValueInitExpr(const clang::CXXScalarValueInitExpr* expr);
  Reg VisitUnaryExprOrTypeTraitExpr(const clang::UnaryExprOrTypeTraitExpr* expr);
  Reg VisitParenExpr(const clang::ParenExpr* expr);
  Reg VisitFullExpr(const clang::FullExpr* expr);
  Reg VisitCXXBindTemporaryExpr(const clang::CXXBindTemporaryExpr* expr);
  Reg VisitSubstNonTypeTemplateParmExpr(const clang::SubstNonTypeTemplateParmExpr* expr);
  Reg VisitGenericSelectionExpr(const clang::GenericSelectionExpr* expr);
  Reg VisitChooseExpr(const clang::ChooseExpr* expr);
  Reg VisitOpaqueValueExpr(const clang::OpaqueValueExpr* expr);
  Reg VisitCXXRewrittenBinaryOperator(const clang::CXXRewrittenBinaryOperator* expr);
  Reg VisitCXXDefaultInitExpr(const clang::CXXDefaultInitExpr* expr);
  Reg VisitCXXDefaultArgExpr(const clang::CXXDefaultArgExpr* expr);
  Reg VisitStmtExpr(const clang::StmtExpr* expr);
  Reg VisitUnaryOperator(const clang::UnaryOperator* expr);
  Reg VisitBinaryOperator(const clang::BinaryOperator* expr);
  Reg VisitAbstractConditionalOperator(const clang::AbstractConditionalOperator* expr);
  Reg VisitCastExpr(const clang::CastExpr* expr);
  Reg VisitDeclRefExpr(const clang::DeclRefExpr* expr);
  Reg VisitMemberExpr(const clang::MemberExpr* expr);
  Reg VisitArraySubscriptExpr(const clang::ArraySubscriptExpr* expr);
  Reg VisitCXXThisExpr(const clang::CXXThisExpr* expr);
  Reg VisitMaterializeTemporaryExpr(const clang::MaterializeTemporaryExpr* expr);
  Reg VisitCompoundLiteralExpr(const clang::CompoundLiteralExpr* expr);
  Reg VisitInitListExpr(const clang::InitListExpr* expr);
  Reg VisitCXXParenListInitExpr(const clang::CXXParenListInitExpr* expr);
  Reg VisitCXXStdInitializerListExpr(const clang::CXXStdInitializerListExpr* expr);
  Reg VisitCXXConstructExpr(const clang::CXXConstructExpr* expr);
  Reg VisitLambdaExpr(const clang::LambdaExpr* expr);
  Reg VisitCXXNewExpr(const clang::CXXNewExpr* expr);
  Reg VisitCXXDeleteExpr(const clang::CXXDeleteExpr* expr);
  Reg VisitCallExpr(const clang::CallExpr* expr);
  Reg VisitAtomicExpr(const clang::AtomicExpr* expr);

 private:
  // Statements and control flow (function_lowering.cpp, statements.cpp).
  void declare_parameters();
  void walk(const clang::CFG& graph);
  void end_block(const clang::CFGBlock& block);
  Reg condition_of(const clang::CFGBlock& block, const clang::Stmt& terminator, bool has_two_ways);
  void pass_own_barrier();
  void split_at_barrier();
  void note_try_blocks(const clang::CFG& graph);
  void enter_try_block(const clang::Stmt* code);
  void lower_element(const clang::CFGElement& element);
  void lower_declaration(const clang::DeclStmt& statement);
  void lower_variable(const clang::VarDecl& variable);
  void lower_static(const clang::VarDecl& variable);
  void lower_return(const clang::ReturnStmt& statement);
  void lower_initializer(const clang::CXXCtorInitializer& initializer);
  bool begins_thread(clang::QualType type, const clang::Expr& init);
  bool is_data(clang::QualType type);
  void initialise(Reg address, clang::QualType type, const clang::Expr& value);
  void initialise_aggregate(Reg address, const clang::Expr& list, llvm::ArrayRef<clang::Expr*> values);
  void destroy(Reg address, clang::QualType type, const Mark& mark);
  void destroy_temporary(const clang::CXXBindTemporaryExpr& expr);
  void destroy_pointee(Reg pointer, clang::QualType owner, const Mark& mark);
  void destroy_elements(Reg elements, const clang::CXXRecordDecl& container, const Mark& mark);
  Reg base_object();

  // Where objects are built (targets.cpp).
  void find_targets(const clang::Stmt* statement);
  void aim(const clang::Expr* expr, const Target& target);
  void aim_list(const clang::Expr& list, llvm::ArrayRef<clang::Expr*> values);
  Reg destination(const clang::Expr* expr);
  Reg emit_target(const Target& target);
  Reg copy_object(Reg to, const clang::Expr* from);
  Reg construct(const clang::CXXConstructExpr& expr, Reg object);
  Reg new_object(const clang::CXXNewExpr& expr);
  Reg temporary();

  // Values, addresses and accesses (expressions.cpp, places.cpp).
  Reg value(const clang::Expr* expr);
  Reg fresh_value(const clang::Expr* expr);
  Reg address_of(const clang::ValueDecl& declaration);
  Reg parameter_address(const clang::VarDecl& variable);
  /// REQUIRES: it is no object.
  Reg read(const clang::Expr* place);
  Reg read_object(const clang::Expr* place, const clang::Expr& copy);
  Reg smaller_or_larger(const clang::Expr* expr);
  Reg pointer_like(const clang::Expr* expr);
  std::uint32_t slot_of(const clang::VarDecl& variable);
  bool is_object(clang::QualType type);
  void write(const clang::Expr* place, Reg address, Reg written);
  Reg update(const clang::Expr* place, Operation operation, Reg operand, bool answers_old);
  Reg update_atomic(Reg address, Operation operation, Reg operand, bool answers_old, const Mark& named);
  Mark mark(const clang::Expr* place);
  Mark mark(clang::SourceLocation location, Symbol text);
  std::string text(const clang::Expr* expr);
  std::string field_name(const clang::FieldDecl& field);

  // Calls (calls.cpp).
  struct Call {
    const clang::Expr* expr;
    const clang::FunctionDecl* function;
    std::vector<const clang::Expr*> arguments;  ///< the object of a method first
    bool is_method;
  };
  Call dissect(const clang::CallExpr& expr);
  Reg object_of(const Call& call);
  static clang::QualType object_type(const Call& call);
  Reg argument(const Call& call, std::size_t index);
  std::vector<Reg> arguments_of(const Call& call);
  Reg call_function(const Call& call);
  Reg call_pointer(const clang::CallExpr& expr);
  Reg assign_object(const Call& call);
  void transfer(Reg to, Reg from, const clang::Expr& source);
  Reg callable(const clang::Expr* expr, const Mark& place);
  clang::QualType referred(clang::QualType wrapper);
  const clang::CXXMethodDecl* call_operator(const clang::CXXRecordDecl& record);
  Reg decayed_copy(const clang::Expr* expr, const Mark& place);
  Reg bound(llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place);

  // Calls of the library: by their meaning, by the class of the object, or by what their signature allows (library_calls.cpp,
  // library_values.cpp, library_objects.cpp, container_calls.cpp, atomic_calls.cpp, algorithm_calls.cpp,
  // optional_calls.cpp, view_calls.cpp, user_calls.cpp).
  Reg call_library(const Call& call, const CalleeInfo& callee);
  Reg call_model(const Call& call, const LibraryCall& meaning);
  Reg call_by_user(const Call& call, const UserFunction& meaning);
  Reg start_by_user(const Call& call, const UserFunction& meaning);
  bool is_recursive_object(const clang::Expr& object);
  Reg as_lock(Reg address, const clang::Expr& object);
  Reg as_lock(Reg address, clang::QualType type);
  Reg wait_in_monitor(const Call& call);
  Reg get_member(const Call& call);
  Reg call_named(const Call& call, const std::string& name);
  Reg call_unknown(const Call& call, const std::string& name);
  void touch_arguments(const Call& call, const std::string& name);
  void touch_argument(const clang::Expr* given, clang::QualType type, const std::string& name);
  void call_callables(const Call& call);
  Reg callee_of(const clang::Expr* given);
  std::optional<std::pair<Reg, Reg>> range_of(const Call& call);
  std::optional<std::pair<Reg, Reg>> whole_range(const Call& call, const std::string& name);
  void touch_range(Reg first, Reg last, AccessKind kind, const Mark& place);
  void for_each(Reg first, Reg last, const std::function<void(Reg)>& lower_round);
  void call_for_each(Reg body, Reg first, Reg last, const Mark& place);
  std::vector<const clang::CXXMethodDecl*> call_operators(const clang::CXXRecordDecl& record);
  Reg visit_variant(const Call& call);
  Reg exchange_value(const Call& call);
  Reg answer_inside(const Call& call);
  Reg start_async(const Call& call);
  Reg start_posix(const Call& call, std::size_t function);
  Reg call_system(const Call& call, std::string_view name, bool& is_known);
  Reg semaphore_of_set(const Call& call, Reg number);
  Reg change_semaphores(const Call& call);
  Reg map_memory(const Call& call);
  Reg map_shared(Reg descriptor, const Mark& place);
  Reg named_object(std::string_view kind, const clang::Expr* name);
  void order_by_pipe(const Call& call, std::string_view name);
  Reg container_of(const clang::CastExpr& cast);
  Reg make_shared_object(const Call& call);
  void construct_in_place(Reg object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, const Mark& place);
  bool is_same_object(clang::QualType answer, clang::QualType object);
  Reg call_value_method(const Call& call, ClassKind kind, std::string_view method);
  Reg call_pointer_method(const Call& call, ClassKind kind, std::string_view method);
  Reg call_thread_method(const Call& call, ClassKind kind, std::string_view method);
  bool is_view(clang::QualType type);
  Reg view_from(Reg first, clang::QualType type);
  bool is_optional(clang::QualType type);
  void empty_optional(Reg object);
  void fill_optional(Reg object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, bool in_place,
                     const Mark& place);
  Reg make_optional(const clang::CXXConstructExpr& expr, Reg object);
  Reg assign_optional(const Call& call);
  Reg call_optional_method(const Call& call, std::string_view method);
  Reg compare_optional(const Call& call);
  Reg make_view(clang::QualType type, const clang::Expr* given);
  Reg call_view_method(const Call& call, std::string_view method);
  Reg assign_value(const Call& call);
  Reg swap_values(const Call& call);
  bool is_options(clang::QualType type);
  Reg bound_shared(llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place);
  bool leads_somewhere(clang::QualType type);
  Reg make_value(ClassKind kind, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, const Mark& place);
  Reg start(ThreadKind kind, llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place);
  bool wants_stop_token(const clang::Expr* callable_expr);
  Reg call_object_method(const Call& call, ClassKind kind, std::string_view method);
  Reg call_pool_method(const Call& call, std::string_view method);
  Reg make_library_object(const clang::CXXConstructExpr& expr, ClassKind kind, Reg object);
  void note_shadowing(const clang::CXXConstructExpr& expr, Reg guard, const Mark& place);
  Reg open_guard(const clang::CXXConstructExpr& expr, ClassKind kind, Reg guard);
  const clang::CXXMethodDecl* own_lock_method(clang::QualType lock, llvm::StringRef name);
  void remember_methods(Reg guard, std::int64_t number, clang::QualType lock, bool shared);
  Reg call_container_method(const Call& call, ClassKind kind, std::string_view method);
  Reg insert_element(const Call& call, std::string_view method);
  Reg exchange_elements(const Call& call);
  Reg new_element(Reg elements, clang::QualType container, const Mark& place);
  void fill_element(Reg element, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, bool in_place,
                    const Mark& place);
  bool fill_guard(Reg guard, ClassKind kind, llvm::ArrayRef<const clang::Expr*> given, const Mark& place);
  void fill_container(const clang::CXXConstructExpr& expr, Reg object);
  Reg call_sync_sum(const Call& call, std::string_view name);
  Reg call_atomic_method(const Call& call, ClassKind kind, std::string_view method);
  MemoryOrder order_of(const Call& call);

  UnitBuilder& unit_;
  clang::ASTContext& context_;
  const clang::FunctionDecl* function_;
  FunctionSummary summary_;
  Emitter emit_;
  std::unordered_map<const clang::Expr*, Reg> values_;
  std::unordered_map<const clang::Expr*, Target> targets_;
  std::unordered_map<const clang::Expr*, Reg> destinations_;
  std::unordered_map<const clang::VarDecl*, std::uint32_t> slots_;
  std::unordered_set<const clang::VarDecl*> begun_;  ///< variables whose object is built before their declaration is reached
  llvm::DenseMap<const clang::ValueDecl*, clang::FieldDecl*> captures_;
  clang::FieldDecl* captured_this_ = nullptr;
  bool is_beside_own_thread_ = false;                               ///< a member that is a thread has begun
  std::unordered_map<const clang::Stmt*, std::uint32_t> handlers_;  ///< by what stands in a try block: the block of its handlers
  std::unordered_set<std::uint32_t> entered_;
  std::uint32_t result_slot_ = 0;
  std::optional<OwnBarrier> own_barrier_;
};

}  // namespace check
