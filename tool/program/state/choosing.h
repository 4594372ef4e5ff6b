// Two variables put into an order: which is the first and which the second is known on each way, and forgotten where ways meet.
// Ways that differ in it are kept apart, since locks are taken by such names.
//
//   Account* first = &from;  Account* second = &to;
//   if (to.id < from.id) std::swap(first, second);
//   first->mutex.lock();  second->mutex.lock();
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/state/state.h"

namespace check {

/// A variable names a part of one object on the one way, and of another on the other; or what is, on both ways, in two other
/// variables.
bool choose_differently(const World& world, const State& a, const State& b);

/// The function returns different numbers on the two ways, as `true` and `false`, and differs in what it gave its caller: what
/// it took out of a structure, or stored in a variable whose address it was given.
///
///   bool pop(Task*& task);  // false if there is none
///   std::optional<Task*> pop();
///
/// REQUIRES: what is returned stands behind the last of the lasting registers.
bool return_differently(const World& world, const State& a, const State& b);

/// Some variable of this call has the value, which is not a number.
bool is_in_a_variable(const World& world, const State& state, ValueId value);

}  // namespace check
