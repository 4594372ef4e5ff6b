// The text of one line of a source file, for reports.
#pragma once

#include <span>
#include <string_view>

namespace race {

/// The line without its indentation, read into `buffer`; empty when there is no such file or line, or no room for its start.
/// A relative path is looked for in the working directory, and then in `workspace` (which may be empty).
/// Raw system calls only; nothing is allocated.
std::string_view source_line(std::string_view file, unsigned line, std::string_view workspace, std::span<char> buffer);

}  // namespace race
