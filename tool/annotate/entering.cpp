#include "tool/annotate/entering.h"

#include <algorithm>
#include <utility>

#include "clang/AST/RecursiveASTVisitor.h"

namespace check {
namespace {

class Calls : public clang::RecursiveASTVisitor<Calls> {
 public:
  explicit Calls(std::string name) : name_(std::move(name)) {}

  bool found = false;

  bool VisitCallExpr(clang::CallExpr* call) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    found = found || (callee != nullptr && callee->getNameAsString() == name_);
    return !found;
  }

 private:
  std::string name_;
};

bool calls(const Body& body, const Body& callee) {
  Calls calls(callee.name);
  calls.TraverseStmt(body.function->getBody());
  return calls.found;
}

/// The functions on the way to an access.
struct Way {
  std::vector<const Body*> above;
  std::vector<const Body*> from_here;  ///< the function that is asked about, and what it calls; empty if it is not on the way
};

}  // namespace

bool Entering::is_entered_with(const Body& body, const std::string& lock) const {
  return std::ranges::any_of(accesses_, [&](const LockedAccess& access) {
    Way way;
    const auto pass = [&](const Body* next) {
      if (next == nullptr) return;
      (way.from_here.empty() && next != &body ? way.above : way.from_here).push_back(next);
    };
    for (const CallStep& step : access.report.call_path)
      if (step.kind == StepKind::kCall) pass(bodies_.around(step.place));
    pass(bodies_.around(access.report.place));
    if (way.from_here.empty()) return false;
    return std::ranges::any_of(access.report.locks, [&](const HeldLock& held) {
      const Body* taker = bodies_.around(held.acquired);
      if (taker == nullptr || last_part(held.name) != last_part(lock)) return false;
      if (std::ranges::find(way.above, taker) != way.above.end()) return true;
      // Else a function took it for its caller; that is one above if it is none of these.
      return std::ranges::none_of(way.from_here, [&](const Body* here) { return here == taker || calls(*here, *taker); });
    });
  });
}

bool Entering::takes_shared(const Body& body) const {
  return std::ranges::any_of(accesses_, [&](const LockedAccess& access) {
    return std::ranges::any_of(access.report.locks,
                               [&](const HeldLock& held) { return held.shared && bodies_.around(held.acquired) == &body; });
  });
}

std::string last_part(const std::string& name) {
  const std::size_t last = name.find_last_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  return last == std::string::npos ? name : name.substr(last + 1);
}

}  // namespace check
