// Writes steps into the block of a function that is being summarised, and numbers their registers.
//
// Thread safety: one object for one function, used by one thread. It keeps a reference to the summary, whose blocks must not
// move.
#pragma once

#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tool/unit_summary.h"

namespace check {

/// The strings of a unit, each once.
class SymbolTable {
 public:
  explicit SymbolTable(UnitSummary& unit) : unit_(unit) {}
  Symbol intern(std::string_view text);

 private:
  UnitSummary& unit_;
  std::unordered_map<std::string, Symbol> symbols_;
};

/// The place and the text that the next steps carry.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  Symbol text = kNoSymbol;
};

class Emitter {
 public:
  Emitter(SymbolTable& symbols, FunctionSummary& function) : symbols_(symbols), function_(function) {}

  void enter_block(std::uint32_t block) { block_ = block; }
  std::uint32_t block() const { return block_; }
  std::uint32_t new_block();
  /// Ends the block: control goes on in `to`, or to `otherwise` if the condition does not hold.
  void jump(std::uint32_t to);
  void branch(Reg condition, std::uint32_t to, std::uint32_t otherwise);
  std::uint32_t new_local(std::string_view name);

  Reg number(std::int64_t value);
  Reg unknown();
  Reg function(Symbol key);
  Reg global(Symbol key);
  Reg local(std::uint32_t slot);
  /// A new object in local `slot`: a variable of a loop begins anew in each round.
  void variable(std::uint32_t slot);
  Reg field(Reg base, std::string_view name);
  /// The object of which `member` is the address of field `name`.
  Reg container(Reg member, std::string_view name);
  Reg element(Reg base, Reg index);
  /// The first element of the array at `base`.
  Reg first_element(Reg base);
  Reg any_element(Reg base);
  /// The first element of the container at `owner`.
  Reg elements(Reg owner) { return first_element(field(owner, kElementsField)); }
  Reg allocate(const Mark& mark);
  Reg load(Reg address, AccessMode access, const Mark& mark);
  Reg hidden_load(Reg address) { return load(address, AccessMode::kHidden, {}); }
  void store(Reg address, Reg value, AccessMode access, const Mark& mark);
  void hidden_store(Reg address, Reg value) { store(address, value, AccessMode::kHidden, {}); }
  Reg update(Reg address, Operation operation, Reg operand, bool answers_old, AccessMode access, const Mark& mark);
  void touch(Reg address, AccessKind kind, const Mark& mark);
  void copy(Reg to, Reg from);
  void move(Reg to, Reg from);
  void forget(Reg address);
  void zero(Reg address) { library(Model::kZero, {address}, {}); }
  Reg apply(Operation operation, std::initializer_list<Reg> inputs);
  Reg select(Reg condition, Reg yes, Reg no, bool is_pointer);
  /// A callable or a class as a value.
  Reg bind(Op op, std::vector<Reg> inputs, Symbol symbol = kNoSymbol);
  Reg call(Op op, Symbol callee, std::vector<Reg> inputs, const Mark& mark);
  Reg library(Model model, std::vector<Reg> inputs, const Mark& mark, std::int64_t number = 0,
              MemoryOrder order = MemoryOrder::kBoth);
  void give_back(Reg value, const Mark& mark);

 private:
  Step& emit(Op op, std::vector<Reg> inputs, const Mark& mark, bool answers);

  SymbolTable& symbols_;
  FunctionSummary& function_;
  std::uint32_t block_ = 0;
};

}  // namespace check
