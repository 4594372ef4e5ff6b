// A finding's name that survives edits elsewhere in the file: made of rule, functions and normalised line text, never of line
// numbers. Two findings with the same rule, the same functions and the same text of both lines share one.
//
// Thread safety: value types; the functions are pure, but for the SourceText.
#pragma once

#include <compare>
#include <string>

#include "tool/finding.h"
#include "tool/source_text.h"

namespace check {

/// One access, as far as an edit elsewhere does not change it.
struct AccessIdentity {
  std::string function;
  std::string text;  ///< of its line; each run of spaces is one space

  friend auto operator<=>(const AccessIdentity&, const AccessIdentity&) = default;
};

/// The same for a finding and for the one with its two accesses swapped: `first` is the smaller one. A finding at one place has
/// an empty one beside it.
struct Identity {
  std::string rule;
  AccessIdentity first;
  AccessIdentity second;

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

Identity identity_of(const Finding& finding, SourceText& source);

/// 16 hexadecimal digits. The same for a finding and for the one with its two accesses swapped.
std::string fingerprint(const Finding& finding, SourceText& source);

}  // namespace check
