#include "tests/sanitizer/random/happens_before.h"

#include <map>
#include <optional>
#include <stdexcept>

namespace random_programs {
namespace {

constexpr std::size_t kMostSteps = std::size_t{12} * 400;
using Steps = std::bitset<kMostSteps>;

bool acquires(const Step& step) { return step.order == __ATOMIC_ACQUIRE || step.order == __ATOMIC_ACQ_REL; }
bool releases(const Step& step) { return step.order == __ATOMIC_RELEASE || step.order == __ATOMIC_ACQ_REL; }
bool writes_word(const Step& step) { return step.kind == Kind::kStore || step.kind == Kind::kExchange; }
bool reads_word(const Step& step) { return step.kind == Kind::kLoad || step.kind == Kind::kExchange; }

class Run {
 public:
  explicit Run(const std::vector<Step>& steps) : steps_(steps), after_(steps.size()), before_(steps.size()) {
    if (steps.size() > kMostSteps) throw std::logic_error("more steps than a program may have");
    for (std::size_t i = 0; i < steps.size(); ++i) index(i);
    for (std::size_t i = 0; i < steps.size(); ++i) find_edges(i);
    close();
  }

  std::set<Pair> races() const {
    std::set<Pair> found;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (is_race(i, j)) found.insert(pair_of(steps_[i].of, steps_[j].of));
      }
    }
    return found;
  }

 private:
  void index(std::size_t i) {
    const Step& step = steps_[i];
    first_.try_emplace(step.process, i);
    last_[step.process] = i;
    if (step.kind == Kind::kUnlock) unlocks_[step.of][step.made] = i;
    if (step.kind == Kind::kPut) puts_[step.made] = i;
    if (writes_word(step)) writes_[step.made] = i;
  }

  void edge(std::size_t from, std::size_t to) { after_[from].push_back(to); }

  void find_edges(std::size_t i) {
    const Step& step = steps_[i];
    if (i + 1 < steps_.size() && steps_[i + 1].process == step.process) edge(i, i + 1);
    const auto child = first_.find(step.of);
    if (step.kind == Kind::kFork && child != first_.end()) edge(i, child->second);
    if (step.kind == Kind::kJoin && child != first_.end()) edge(last_.at(step.of), i);
    // Locks: the one before is enough, since it has all earlier ones behind it.
    if (step.kind == Kind::kLock && step.made > 0) edge(unlocks_.at(step.of).at(step.made - 1), i);
    if (step.kind == Kind::kGet) edge(puts_.at(step.seen), i);
    if (reads_word(step) && step.seen != 0) find_synchronisation(i);
  }

  // From all heads of the release sequences that the value read is part of.
  void find_synchronisation(std::size_t read) {
    const std::optional<std::size_t> to = acquires(steps_[read]) ? read : fence_behind(read);
    if (!to) return;
    for (std::uint32_t value = steps_[read].seen; value != 0;) {
      const std::size_t write = writes_.at(value);
      const std::optional<std::size_t> from = releases(steps_[write]) ? write : fence_before(write);
      if (from) edge(*from, *to);
      value = steps_[write].kind == Kind::kExchange ? steps_[write].seen : 0;
    }
  }
  std::optional<std::size_t> fence_behind(std::size_t read) const {
    for (std::size_t i = read + 1; i < steps_.size() && steps_[i].process == steps_[read].process; ++i) {
      if (steps_[i].kind == Kind::kFence && acquires(steps_[i])) return i;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> fence_before(std::size_t write) const {
    for (std::size_t i = write; i > 0 && steps_[i - 1].process == steps_[write].process; --i) {
      if (steps_[i - 1].kind == Kind::kFence && releases(steps_[i - 1])) return i - 1;
    }
    return std::nullopt;
  }

  // Kahn's way through the graph.
  void close() {
    std::vector<unsigned> missing(steps_.size());
    for (const std::vector<std::size_t>& targets : after_) {
      for (const std::size_t to : targets) ++missing[to];
    }
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (missing[i] == 0) ready.push_back(i);
    }
    std::size_t done = 0;
    for (; !ready.empty(); ++done) {
      const std::size_t at = ready.back();
      ready.pop_back();
      for (const std::size_t to : after_[at]) {
        before_[to] |= before_[at];
        before_[to].set(at);
        if (--missing[to] == 0) ready.push_back(to);
      }
    }
    if (done != steps_.size()) throw std::logic_error("the steps happen before themselves");
  }

  bool is_race(std::size_t i, std::size_t j) const {
    const Step& one = steps_[i];
    const Step& other = steps_[j];
    if (one.kind != Kind::kAccess || other.kind != Kind::kAccess || one.process == other.process) return false;
    if (((one.order | other.order) & kWrite) == 0 || (one.order & other.order & kAtomic) != 0) return false;
    if (one.seen + one.made <= other.seen || other.seen + other.made <= one.seen) return false;
    return !before_[i][j] && !before_[j][i];
  }

  const std::vector<Step>& steps_;
  std::vector<std::vector<std::size_t>> after_;        // edges
  std::vector<Steps> before_;                          // all that happened before
  std::map<std::uint32_t, std::size_t> first_, last_;  // of a process
  std::map<std::uint32_t, std::map<std::uint32_t, std::size_t>> unlocks_;
  std::map<std::uint32_t, std::size_t> puts_, writes_;
};

}  // namespace

std::set<Pair> races(const std::vector<Step>& trace) { return Run(trace).races(); }

}  // namespace random_programs
