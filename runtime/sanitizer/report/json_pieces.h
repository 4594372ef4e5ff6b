// The pieces of which reports in JSON are put together, as racecheck's findings have them. No allocation, no exceptions.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/sanitizer/family/family.h"
#include "runtime/sanitizer/symbols/symbolized_stack.h"
#include "runtime/sanitizer/system/text.h"

namespace race::json {

void write_string(Text& text, std::string_view value);

/// {"file", "line", "column", "function", "text"}; null where nothing is known.
void write_place(Text& text, const Frame* frame, std::string_view workspace);
void write_place(Text& text, const SourcePlace& place);

/// {"name", "pid"}; null: it ended long ago.
void write_process(Text& text, const ProcessRecord* process);
/// {"name", "shared", "acquired", "created"}
void write_lock(Text& text, std::uintptr_t lock, Family& family);

}  // namespace race::json
