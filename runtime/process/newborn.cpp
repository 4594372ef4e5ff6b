#include "runtime/process/newborn.h"

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/memory/arena.h"
#include "runtime/process/life_of_child.h"
#include "runtime/process/logging.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/start_method.h"

namespace mp::internal {

Outfit::Outfit(const NewProcess& child, const CallForNewProcess& call, const std::optional<ParentDeath>& fate)
    : self_(::getpid()), descriptors_({self_.fd()}) {
  const std::optional<int> lifeline = fate ? fate->lifeline() : std::nullopt;
  letter_ = write_letter({.identity = child.identity,
                          .parent_name = current_process().name(),
                          .parent_pid = ::getpid(),
                          .dies_with_parent = child.dies_with_parent,
                          .arguments = call.descriptors.size(),
                          .has_lifeline = lifeline.has_value(),
                          .authkey = CurrentProcess::authkey(),
                          .chosen_method = child.chosen_method,
                          .logger = logger_nature(),
                          .call = {call.bytes().begin(), call.bytes().end()}});
  descriptors_.insert(descriptors_.end(), call.descriptors.begin(), call.descriptors.end());
  if (lifeline) descriptors_.push_back(*lifeline);
}

void live_by(const BirthLetter& letter, std::span<const int> descriptors, void (*first)()) {
  CurrentProcess::authkey(letter.authkey);
  inherit_start_method(letter.chosen_method);
  inherit_logger(letter.logger);
  std::optional<ParentDeath> fate;
  if (letter.dies_with_parent) {
    fate.emplace(letter.parent_pid, letter.has_lifeline ? std::optional(descriptors.back()) : std::nullopt);
  }
  ParentProcess parent(letter.parent_name, letter.parent_pid,
                       std::make_shared<const Pidfd>(Pidfd::Inherited{descriptors.front()}));
  bring_descriptors(descriptors.subspan(1, letter.arguments));
  live({.identity = letter.identity, .parent = std::move(parent), .fate = fate}, [&] {
    memory::family_arena();  // at its place, before anything that the call may do
    first();
    archive::Writer nobody_reads;
    run_packed_call(letter.call, nobody_reads);
  });
}

}  // namespace mp::internal
