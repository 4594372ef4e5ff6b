// Texts of files, and changes to them.
//
// Thread safety: value types and pure functions, but for text_of, which reads a file.
// Invariants of a list of edits to one text:
//   1. None reaches into what another one replaces.
//   2. Insertions at one offset appear in the order of the list.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/finding.h"
#include "tool/frontend.h"

namespace check {

/// The file's text; nothing when it cannot be read.
std::optional<std::string> text_of(const std::string& file);

/// Whether one edit changes what the other replaces, so that they cannot be applied together.
bool collide(const std::vector<Edit>& edits);

/// `text` after the edits that name `file`. REQUIRES: no two collide.
std::string edited(std::string_view text, const std::string& file, const std::vector<Edit>& edits);

/// The files that edits name, after the edits. Nothing when two edits collide or a file cannot be read.
std::optional<FileTexts> edited_files(const std::vector<Edit>& edits);

/// The same changes with no two at one offset, for who refuses that. REQUIRES: no two collide.
std::vector<Edit> one_for_each_offset(const std::vector<Edit>& edits);

/// The change as `diff -u` writes it, with `shown` as the name of both files; empty when the texts are equal.
std::string unified_diff(const std::string& before, const std::string& after, const std::string& shown);

}  // namespace check
