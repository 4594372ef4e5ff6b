// Which local variables somebody else may reach: those whose address goes anywhere but into a load or a store of their own.
//
// Thread safety: a function without state.
#pragma once

#include "tool/unit_summary.h"

namespace check {

/// Sets Local::address_taken, and hides the accesses to all other locals: no other thread can take part in them.
void mark_taken_addresses(FunctionSummary& function);

}  // namespace check
