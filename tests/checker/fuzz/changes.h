// Programs that are changed at random: tokens and statements are taken out, doubled, exchanged, or come from another program.
//
// Thread safety: functions without state.
#pragma once

#include <string>

#include "tests/checker/fuzz/tokens.h"

class FuzzedDataProvider;

namespace checker {

/// The program after some changes, which the bytes of the fuzzer choose; `other` is where new pieces come from.
Tokens changed(Tokens program, const Tokens& other, FuzzedDataProvider& bytes);

}  // namespace checker
