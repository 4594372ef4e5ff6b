// The program's texts with annotations, and whose each of them is.
//
// Thread safety: none.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tool/annotate/guarded.h"
#include "tool/annotate/notes.h"
#include "tool/annotate/words.h"
#include "tool/finding.h"
#include "tool/frontend.h"

namespace check {

/// What an edit annotates; both are nullptr for an #include.
struct Owner {
  Guarded* guarded = nullptr;
  const Body* body = nullptr;
};

class Attempt {
 public:
  FileTexts texts;  ///< with the headers that are written beside the program

  void add(Edit edit, Owner owner);
  /// The same for an #include, which stands before what else is put in at its place.
  void include(Edit edit);
  /// Where the text that is now at `offset` was before; what is new was at the place where it was put in.
  std::size_t original_offset(const std::string& file, std::size_t offset) const;
  Owner owner_at(const std::string& file, std::size_t original_offset) const;
  std::vector<Edit> edits() const;

 private:
  struct Written {
    Edit edit;
    Owner owner;
  };
  std::vector<Written> written_;
};

/// Writes GUARDED_BY at all that has no problem, and the notes. Nothing if the edits cannot be made.
std::optional<Attempt> make_attempt(std::vector<Guarded>& guarded, const NotesByBody& notes, const Words& words,
                                    const std::string& folder);

/// Whether somebody has said already which lock guards it.
bool is_annotated(const Guarded& guarded);
/// Why it cannot be annotated whatever Clang says; empty if it can.
std::string obstacle(const Guarded& guarded, const std::string& folder);

/// The line of a file as it is, counted from 1.
unsigned line_of(const std::string& file, std::size_t offset);

}  // namespace check
