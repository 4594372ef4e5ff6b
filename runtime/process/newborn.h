// A process that is not a copy of its parent's memory: what its parent packs for it, and how it lives of that.
//
// The same for a spawned copy of the program and for a child that the forkserver forks: a letter (birth_letter.h), and
// descriptors in this order, whatever numbers they have in the child:
//
//   its parent, as a pidfd | those of its arguments | its parent's lifeline, if it needs one (parent_death.h)
//
// Thread safety: an Outfit is used by the thread that starts the process. Kill safety: the letter is whole before the child
// exists, so a parent that dies at any instruction leaves a whole one or none.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "runtime/process/birth_letter.h"
#include "runtime/process/descriptor.h"
#include "runtime/process/identity.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/parent_death.h"
#include "runtime/process/pidfd.h"
#include "runtime/process/start_method.h"

namespace mp::internal {

struct NewProcess {
  Identity identity;
  bool dies_with_parent;
  std::optional<StartMethod> chosen_method;  ///< what it begins with, as if set_start_method() had set it
};

class Outfit {
 public:
  /// `fate`: nothing if the child outlives its parent. The arguments live as long as the outfit. Throws OSError.
  Outfit(const NewProcess& child, const CallForNewProcess& call, const std::optional<ParentDeath>& fate);

  int letter() const { return letter_.get(); }
  const std::vector<int>& descriptors() const { return descriptors_; }

 private:
  const Pidfd self_;
  Descriptor letter_;
  std::vector<int> descriptors_;
};

/// In the child: becomes what the letter says, calls `first`, makes the call and ends. The descriptors are its own.
[[noreturn]] void live_by(const BirthLetter& letter, std::span<const int> descriptors, void (*first)());

}  // namespace mp::internal
