// What one translation unit does with memory, locks and threads: plain data, without a pointer into the compiler's tree.
//
// A function is its control flow graph, reduced to steps that a race can depend on: addresses, loads, stores, calls, and what
// library functions mean. Summaries of several units merge by name into one program, and can be kept between runs.
//
// Thread safety: value types. Private memory.
// Invariants:
//   1. A register holds a number, a pointer or the address of an object; a value of class type is the address of its object.
//   2. Every register is written by one step; a loop writes it anew.
//   3. The first locals are the parameters: `this`, the declared ones, then the address of the result if that is of class type.
//      A parameter of class type, like one of reference type, holds an address.
//   4. Block 0 is the entry, block 1 the exit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/library_model.h"

namespace check {

enum class Reg : std::uint32_t {};
inline constexpr Reg kNoReg{0xffffffff};

/// Hidden fields, which no program can name.
inline constexpr const char* kSharedField = "<shared>";      ///< what lies below it is in memory that processes share
inline constexpr const char* kMappedField = "second";        ///< of an element of a map, as std::pair calls it
inline constexpr const char* kElementsField = "<elements>";  ///< the elements of a container; the rest of it is its structure
inline constexpr const char* kStructureField = "<structure>";
inline constexpr const char* kPartField = "<part>";                 ///< of the first element of a span of a part
inline constexpr const char* kLockField = "<lock>";                 ///< of an object that brings its own lock
inline constexpr const char* kLockMethodsField = "<lock methods>";  ///< of a guard: what takes and gives up each of its locks
inline constexpr const char* kOwnBarrierField = "<barrier>";        ///< of an object that is a barrier by the program's own means
inline constexpr const char* kPhaseField = "<phase>";               ///< of a barrier: how often a thread has passed it
inline constexpr const char* kClassField = "<class>";               ///< the dynamic class

/// A string of the unit: the key of a function, variable or class, the name of a field, or text of the source.
enum class Symbol : std::uint32_t {};
inline constexpr Symbol kNoSymbol{0};

enum class Op : std::uint8_t {
  kNumber,       ///< number
  kUnknown,      ///< a value that is not followed
  kFunction,     ///< the function `symbol`
  kGlobal,       ///< address of the global variable `symbol`
  kLocal,        ///< address of local number `number`
  kField,        ///< address of field `symbol` of the object at inputs[0]
  kContainer,    ///< address of the object whose field `symbol` is at inputs[0]
  kElement,      ///< address `inputs[1]` elements after inputs[0]; without inputs[1] any element
  kDecay,        ///< address of the first element of the array at inputs[0]
  kVariable,     ///< the local object `number` begins to live
  kAllocate,     ///< address of a new object without a name
  kLoad,         ///< the scalar at inputs[0]
  kStore,        ///< inputs[1] into the scalar at inputs[0]
  kUpdate,       ///< adds (operation) inputs[1] to the scalar at inputs[0]; answers the new value, or the old one if number is 1
  kTouch,        ///< an access to the whole object at inputs[0], whose values are not followed; number is an AccessKind
  kForget,       ///< the object at inputs[0] may hold anything now
  kCopy,         ///< what the object at inputs[1] holds, into the object at inputs[0]; no access; number 1: nothing is left there
  kApply,        ///< operation on inputs
  kSelect,       ///< inputs[1] if inputs[0] holds, else inputs[2]; number: 1 if they are addresses
  kBind,         ///< a callable: inputs[0] is a function, the others its first arguments
  kTask,         ///< a callable: inputs[1], and a call posts the state inputs[0] when it is over
  kClass,        ///< the dynamic class `symbol`, as stored into an object's hidden field
  kCall,         ///< calls `symbol` with inputs
  kCallPointer,  ///< calls the callable inputs[0] with the other inputs
  kCallVirtual,  ///< calls the override of method `symbol` in the dynamic class of inputs[0], with all inputs
  kLibrary,      ///< what `model` says
  kReturn,       ///< inputs[0], or nothing
};

enum class Operation : std::uint8_t {
  kNone,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
  kNot,
  kBits,  ///< those that both have
  kOther,
};

/// Whether a load, store or update is one of the program's accesses to memory. Atomic ones are library models.
enum class AccessMode : std::uint8_t {
  kHidden,  ///< of the analysis itself: a reference followed, a hidden field, an initialiser
  kPlain,
};

struct Step {
  Op op = Op::kUnknown;
  Operation operation = Operation::kNone;
  Model model = Model::kNone;
  AccessMode access = AccessMode::kHidden;
  MemoryOrder order = MemoryOrder::kBoth;
  Reg result = kNoReg;
  Symbol symbol = kNoSymbol;
  Symbol text = kNoSymbol;  ///< the location as the source writes it
  std::int64_t number = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::vector<Reg> inputs;

  friend bool operator==(const Step&, const Step&) = default;
};

/// Where control goes when a block is over.
struct Edge {
  std::uint32_t to = 0;
  bool is_case = false;  ///< of a switch: taken when the condition equals `value`
  std::int64_t value = 0;

  friend bool operator==(const Edge&, const Edge&) = default;
};

struct Block {
  std::vector<Step> steps;
  Reg condition = kNoReg;   ///< of two edges without cases the first is taken if it holds
  bool is_switch = false;   ///< the edge without a case is the default
  std::vector<Edge> edges;  ///< an empty list ends the path: the function does not return from here

  friend bool operator==(const Block&, const Block&) = default;
};

struct Local {
  Symbol name = kNoSymbol;
  bool address_taken = false;  ///< somebody else may reach it

  friend bool operator==(const Local&, const Local&) = default;
};

struct FunctionSummary {
  Symbol key = kNoSymbol;   ///< mangled, or unique to the unit: the same in every unit that knows the function
  Symbol name = kNoSymbol;  ///< as a reader would call it: "bank::transfer", "lambda in main"
  Symbol file = kNoSymbol;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t parameters = 0;
  std::uint32_t registers = 0;
  bool callable_from_outside = false;  ///< other units may call it
  std::vector<Local> locals;
  std::vector<Block> blocks;

  friend bool operator==(const FunctionSummary&, const FunctionSummary&) = default;
};

struct GlobalSummary {
  Symbol key = kNoSymbol;
  Symbol name = kNoSymbol;
  bool thread_local_storage = false;
  bool constant = false;  ///< nobody may write it

  friend bool operator==(const GlobalSummary&, const GlobalSummary&) = default;
};

/// In objects of the class `dynamic_class`, a call of `method` enters `function`.
struct OverrideSummary {
  Symbol dynamic_class = kNoSymbol;
  Symbol method = kNoSymbol;
  Symbol function = kNoSymbol;

  friend bool operator==(const OverrideSummary&, const OverrideSummary&) = default;
};

struct UnitSummary {
  std::string file;
  std::vector<std::string> symbols = {""};  ///< indexed by Symbol
  std::vector<FunctionSummary> functions;
  std::vector<GlobalSummary> globals;
  std::vector<OverrideSummary> overrides;
  std::vector<Symbol> initialisers;  ///< functions that run before main, in this order

  friend bool operator==(const UnitSummary&, const UnitSummary&) = default;
  const std::string& text(Symbol symbol) const { return symbols[static_cast<std::size_t>(symbol)]; }
};

}  // namespace check
