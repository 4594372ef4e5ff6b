// The pieces of which reports for persons are put together. No allocation, no exceptions.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/sanitizer/family/family.h"
#include "runtime/sanitizer/symbols/symbolized_stack.h"
#include "runtime/sanitizer/system/text.h"

namespace race {

/// file:line:column, as far as they are known.
void write_place(Text& text, std::string_view file, unsigned line, unsigned column);
void write_place(Text& text, const Frame& frame);
/// The line of the source in a line of its own, where it is found.
void write_source(Text& text, const Frame& frame, std::string_view workspace);

/// Its name and pid; nullptr: it ended long ago.
void write_process(Text& text, const ProcessRecord* process);
/// By its type and the place of its creation, or by its address.
void write_lock(Text& text, std::uintptr_t lock, Family& family);
/// A line for each of the program's own frames; those of libraries are counted.
void write_frames(Text& text, const SymbolizedStack& stack);

}  // namespace race
