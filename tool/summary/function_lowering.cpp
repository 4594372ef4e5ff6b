#include "tool/summary/function_lowering.h"

#include <utility>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"
#include "tool/summary/address_taken.h"
#include "tool/summary/constants.h"

namespace check {
namespace {

constexpr std::uint32_t kEntry = 0;
constexpr std::uint32_t kExit = 1;

clang::CFG::BuildOptions graph_options() {
  clang::CFG::BuildOptions options;
  options.AddImplicitDtors = true;
  options.AddTemporaryDtors = true;
  options.AddInitializers = true;
  options.AddStaticInitBranches = true;
  options.AddCXXDefaultInitExprInCtors = true;
  options.AddCXXDefaultInitExprInAggregates = true;
  options.setAllAlwaysAdd();
  return options;
}

std::uint32_t number_of(const clang::CFGBlock& block, const clang::CFG& graph) {
  if (&block == &graph.getEntry()) return kEntry;
  if (&block == &graph.getExit()) return kExit;
  return block.getBlockID() + 1;  // the exit has id 0, the entry the highest one
}

bool ends_in_throw(const clang::CFGBlock& block) {
  if (block.empty()) return false;
  const auto last = block.back().getAs<clang::CFGStmt>();
  return last && llvm::isa<clang::CXXThrowExpr>(last->getStmt());
}

}  // namespace

FunctionLowering::FunctionLowering(UnitBuilder& unit, const clang::FunctionDecl* function)
    : unit_(unit), context_(unit.context), function_(function), emit_(unit.symbols, summary_) {}

FunctionSummary FunctionLowering::lower() {
  summary_.key = unit_.function(*function_);
  summary_.name = unit_.symbols.intern(unit_.names.display(*function_));
  summary_.callable_from_outside = function_->isExternallyVisible() && !llvm::isa<clang::CXXMethodDecl>(function_);
  const clang::PresumedLoc place = context_.getSourceManager().getPresumedLoc(function_->getLocation());
  if (place.isValid()) summary_.file = unit_.symbols.intern(place.getFilename());
  if (place.isValid()) summary_.line = place.getLine();
  if (place.isValid()) summary_.column = place.getColumn();
  summary_.blocks.resize(2);
  declare_parameters();
  const std::unique_ptr<clang::CFG> graph = clang::CFG::buildCFG(function_, function_->getBody(), &context_, graph_options());
  if (graph != nullptr) {
    if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function_)) {
      for (const clang::CXXCtorInitializer* initializer : constructor->inits()) {
        const bool is_field = initializer->isAnyMemberInitializer();
        aim(initializer->getInit(),
            {.kind = Target::Kind::kThisField, .declaration = is_field ? initializer->getAnyMember() : nullptr});
        find_targets(initializer->getInit());
      }
    }
    find_targets(function_->getBody());
    own_barrier_ = find_own_barrier(*function_);
    walk(*graph);
  }
  mark_taken_addresses(summary_);
  return std::move(summary_);
}

void FunctionLowering::declare_parameters() {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function_);
  if (method != nullptr && method->isInstance()) {
    emit_.new_local("this");
    if (method->getParent()->isLambda()) method->getParent()->getCaptureFields(captures_, captured_this_);
  }
  for (const clang::ParmVarDecl* parameter : function_->parameters()) {
    slots_[parameter] = emit_.new_local(parameter->getNameAsString());
  }
  if (is_object(function_->getReturnType())) result_slot_ = emit_.new_local("<result>");
  summary_.parameters = static_cast<std::uint32_t>(summary_.locals.size());
}

void FunctionLowering::walk(const clang::CFG& graph) {
  summary_.blocks.resize(std::max<std::size_t>(2, graph.size()));
  // Callers before what they call: Clang numbers blocks downwards along the flow, so a register is written before it is read.
  std::vector<const clang::CFGBlock*> order;
  for (const clang::CFGBlock* block : graph) {
    if (block != nullptr) order.push_back(block);
  }
  std::ranges::sort(order, std::greater{}, [](const clang::CFGBlock* block) { return block->getBlockID(); });
  note_try_blocks(graph);
  for (const clang::CFGBlock* block : order) {
    emit_.enter_block(number_of(*block, graph));
    for (const clang::CFGElement& element : *block) lower_element(element);
    end_block(*block);
  }
}

void FunctionLowering::end_block(const clang::CFGBlock& block) {
  const clang::CFG& graph = *block.getParent();
  std::vector<Edge> edges;
  if (block.hasNoReturnElement()) return;
  const bool leaves_by_throw = ends_in_throw(block);
  const clang::Stmt* terminator = block.getTerminatorStmt();
  bool all_reachable = true;
  for (const clang::CFGBlock::AdjacentBlock& successor : block.succs()) {
    const clang::CFGBlock* next = successor.getReachableBlock();
    all_reachable = all_reachable && next != nullptr;
    if (next == nullptr || (leaves_by_throw && next == &graph.getExit())) continue;
    Edge edge{.to = number_of(*next, graph)};
    const auto* label = llvm::dyn_cast_or_null<clang::CaseStmt>(next->getLabel());
    if (llvm::isa_and_nonnull<clang::SwitchStmt>(terminator) && label != nullptr && label->getRHS() == nullptr) {
      const std::optional<std::int64_t> constant = constant_value(*label->getLHS(), context_);
      edge.is_case = constant.has_value();
      edge.value = constant.value_or(0);
    }
    edges.push_back(edge);
  }
  // An algorithm may have put a loop into the block: the steps go on where it ended.
  const bool is_choice = terminator != nullptr && edges.size() > 1;
  const Reg condition = is_choice ? condition_of(block, *terminator, all_reachable && edges.size() == 2) : kNoReg;
  Block& lowered = summary_.blocks[emit_.block()];
  lowered.condition = condition;
  lowered.is_switch = is_choice && llvm::isa<clang::SwitchStmt>(terminator);
  lowered.edges = std::move(edges);
  if (own_barrier_ && terminator == own_barrier_->choice && lowered.edges.size() == 2) split_at_barrier();
}

/// One step of passing the barrier that this function is.
void FunctionLowering::pass_own_barrier() {
  const clang::MemberExpr* member = own_barrier_->member;
  const clang::Expr* owner = member == nullptr ? nullptr : member->getBase()->IgnoreParens();
  // Each of the ways reads the pointer itself: what another way has read is not known here.
  if (owner != nullptr && owner != owner->IgnoreParenImpCasts()) fresh_value(owner->IgnoreParenImpCasts());
  const Reg barrier = owner == nullptr ? emit_.global(unit_.named("barrier " + function_->getQualifiedNameAsString(), false))
                                       : emit_.field(fresh_value(owner), kOwnBarrierField);
  emit_.library(Model::kBarrierWait, {barrier}, mark(own_barrier_->choice->getBeginLoc(), kNoSymbol), kOwnBarrierStep);
}

/// On the way to what the last one to come does there is one step, and two on the way of the others.
void FunctionLowering::split_at_barrier() {
  const std::uint32_t choice = emit_.block();
  for (const bool is_first : {true, false}) {
    const std::uint32_t between = emit_.new_block();
    Edge& edge = summary_.blocks[choice].edges[is_first ? 0 : 1];
    const std::uint32_t target = std::exchange(edge.to, between);
    emit_.enter_block(between);
    pass_own_barrier();
    if (is_first != own_barrier_->is_last_first) pass_own_barrier();
    emit_.jump(target);
  }
}

/// What decides between the edges; nothing if that is not followed.
Reg FunctionLowering::condition_of(const clang::CFGBlock& block, const clang::Stmt& terminator, bool has_two_ways) {
  if (const auto* choice = llvm::dyn_cast<clang::SwitchStmt>(&terminator)) return value(choice->getCond());
  if (!has_two_ways) return kNoReg;
  const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(&terminator);
  const auto* variable = declaration == nullptr ? nullptr : llvm::dyn_cast<clang::VarDecl>(declaration->getSingleDecl());
  if (variable != nullptr) {
    if (variable->hasConstantInitialization()) return emit_.number(1);
    return emit_.library(Model::kOnceEnter, {emit_.global(unit_.variable(*variable))}, mark(variable->getLocation(), kNoSymbol));
  }
  const clang::Expr* last = block.getLastCondition();
  return last == nullptr ? kNoReg : value(last);
}

void FunctionLowering::note_try_blocks(const clang::CFG& graph) {
  for (const clang::CFGBlock* block : graph) {
    const auto* statement = block == nullptr ? nullptr : llvm::dyn_cast_or_null<clang::CXXTryStmt>(block->getTerminatorStmt());
    if (statement == nullptr) continue;
    std::vector<const clang::Stmt*> inside = {statement->getTryBlock()};
    while (!inside.empty()) {
      const clang::Stmt* part = inside.back();
      inside.pop_back();
      if (part == nullptr || llvm::isa<clang::CXXTryStmt>(part)) continue;
      handlers_[part] = number_of(*block, graph);
      inside.insert(inside.end(), part->child_begin(), part->child_end());
    }
  }
}

/// Whatever stands in a try block may throw: its handlers go on with what held when the block was entered.
void FunctionLowering::enter_try_block(const clang::Stmt* code) {
  const auto found = handlers_.find(code);
  if (found == handlers_.end() || !entered_.insert(found->second).second) return;
  const std::uint32_t inside = emit_.new_block();
  emit_.jump(inside);
  emit_.jump(found->second);
  emit_.enter_block(inside);
}

void FunctionLowering::lower_element(const clang::CFGElement& element) {
  if (const auto statement = element.getAs<clang::CFGStmt>()) {
    const clang::Stmt* code = statement->getStmt();
    enter_try_block(code);
    if (const auto* expr = llvm::dyn_cast<clang::Expr>(code)) {
      fresh_value(expr);
      if (own_barrier_ && expr == own_barrier_->last_step) pass_own_barrier();
    } else if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(code)) {
      lower_declaration(*declaration);
    } else if (const auto* result = llvm::dyn_cast<clang::ReturnStmt>(code)) {
      lower_return(*result);
    }
  } else if (const auto initializer = element.getAs<clang::CFGInitializer>()) {
    lower_initializer(*initializer->getInitializer());
  } else if (const auto variable = element.getAs<clang::CFGAutomaticObjDtor>()) {
    const clang::VarDecl* declaration = variable->getVarDecl();
    if (declaration->getType()->isReferenceType())
      return;  // a temporary whose life was extended: it holds no lock that we follow
    destroy(address_of(*declaration), declaration->getType(), mark(variable->getTriggerStmt()->getEndLoc(), kNoSymbol));
  } else if (const auto temporary = element.getAs<clang::CFGTemporaryDtor>()) {
    destroy_temporary(*temporary->getBindTemporaryExpr());
  } else if (const auto base = element.getAs<clang::CFGBaseDtor>()) {
    destroy(base_object(), base->getBaseSpecifier()->getType(), mark(function_->getLocation(), kNoSymbol));
  } else if (const auto member = element.getAs<clang::CFGMemberDtor>()) {
    const clang::FieldDecl* field = member->getFieldDecl();
    destroy(emit_.field(base_object(), field_name(*field)), field->getType(), mark(function_->getLocation(), kNoSymbol));
  } else if (const auto deleted = element.getAs<clang::CFGDeleteDtor>()) {
    const clang::CXXDeleteExpr* expr = deleted->getDeleteExpr();
    destroy(value(expr->getArgument()), expr->getDestroyedType(), mark(expr->getBeginLoc(), kNoSymbol));
  } else if (const auto cleanup = element.getAs<clang::CFGCleanupFunction>()) {
    emit_.call(Op::kCall, unit_.function(*cleanup->getFunctionDecl()), {address_of(*cleanup->getVarDecl())},
               mark(cleanup->getVarDecl()->getLocation(), kNoSymbol));
  }
}

FunctionSummary FunctionLowering::lower_initialisers(const std::vector<const clang::VarDecl*>& variables) {
  const clang::SourceManager& sources = context_.getSourceManager();
  const clang::OptionalFileEntryRef file = sources.getFileEntryRefForID(sources.getMainFileID());
  summary_.key = unit_.symbols.intern("<initialisers> " + (file ? file->getName().str() : ""));
  summary_.name = unit_.symbols.intern("initialisation of global variables");
  summary_.blocks.resize(2);
  emit_.enter_block(kEntry);
  for (const clang::VarDecl* variable : variables) {
    const clang::Expr* init = variable->getInit();
    if (init == nullptr || init->isValueDependent() || init->containsErrors()) continue;
    aim(init, {.kind = Target::Kind::kVariable, .declaration = variable});
    find_targets(init);
    initialise(emit_.global(unit_.variable(*variable)), variable->getType(), *init);
  }
  emit_.jump(kExit);
  mark_taken_addresses(summary_);
  return std::move(summary_);
}

}  // namespace check
