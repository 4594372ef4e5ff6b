// What the summaries of one unit's functions share: the strings, the names, which functions are still to be summarised.
//
// Thread safety: one object for one unit, used by one thread.
#pragma once

#include <deque>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "tool/library_names.h"
#include "tool/summary/emitter.h"
#include "tool/summary/symbol_names.h"
#include "tool/unit_summary.h"

namespace check {

/// What the library knows about a function that is called.
struct CalleeInfo {
  ClassKind kind = ClassKind::kNone;  ///< of the class whose method it is
  const LibraryCall* call = nullptr;
  const UserFunction* by_user = nullptr;  ///< what the user says that it means; this counts more than its body
  bool from_library = false;              ///< its body is not looked into
  std::string name;                       ///< qualified; empty unless from_library
};

class UnitBuilder {
 public:
  UnitBuilder(clang::ASTContext& context, const UserNames& user_names, UnitSummary& unit)
      : context(context), names(context), symbols(unit), user_names_(user_names), unit_(unit) {}

  /// The key of a function that is called or whose address is taken; its body will be summarised if it is here.
  Symbol function(const clang::FunctionDecl& function);
  Symbol variable(const clang::VarDecl& variable);
  /// The key of an object that no variable stands for, the same in all units: the system knows it by name, or the user does.
  Symbol named(const std::string& name, bool is_own_to_thread);
  Symbol dynamic_class(const clang::CXXRecordDecl& record);
  const CalleeInfo& callee(const clang::FunctionDecl& function);
  ClassKind kind_of(clang::QualType type);

  /// Asks for a summary of `function`, unless it has one, has no body or belongs to the system.
  void request(const clang::FunctionDecl& function);
  /// The next function to summarise; nullptr when there is none.
  const clang::FunctionDecl* next();

  /// Asks for a constant's initialisation before main.
  void initialise_before_main(const clang::VarDecl& variable) { initialised_.push_back(&variable); }
  const std::vector<const clang::VarDecl*>& initialised_before_main() const { return initialised_; }

  clang::ASTContext& context;
  SymbolNames names;
  SymbolTable symbols;
  UnitSummary& unit() { return unit_; }

 private:
  void list_overrides(const clang::CXXRecordDecl& record, Symbol key);
  CalleeInfo look_up(const clang::FunctionDecl& function);

  const UserNames& user_names_;
  UnitSummary& unit_;
  std::unordered_map<const clang::Decl*, Symbol> keys_;
  std::unordered_map<const clang::Decl*, CalleeInfo> callees_;
  std::unordered_map<const clang::Decl*, ClassKind> kinds_;
  std::unordered_set<const clang::Decl*> requested_;
  std::set<Symbol> named_;
  std::vector<const clang::VarDecl*> initialised_;
  std::deque<const clang::FunctionDecl*> waiting_;
};

}  // namespace check
