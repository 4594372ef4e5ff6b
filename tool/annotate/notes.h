// What is written at the functions of a program, and where each of them stands.
//
// Thread safety: none; a function lives as long as its tree.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tool/annotate/words.h"
#include "tool/finding.h"
#include "tool/fix/trees.h"

namespace check {

/// The definition of a function, or a lambda.
struct Body {
  const Tree* tree = nullptr;
  const clang::FunctionDecl* function = nullptr;
  std::string file;  ///< canonical
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_lambda = false;
  std::string name;
};

class Bodies {
 public:
  explicit Bodies(const std::vector<std::unique_ptr<Tree>>& trees);

  /// The innermost one around the place; nullptr outside of functions.
  const Body* around(const std::string& file, std::size_t offset) const;
  const Body* around(const Place& place) const;

 private:
  const std::vector<std::unique_ptr<Tree>>& trees_;
  std::vector<Body> bodies_;
};

/// What one function gets.
struct Notes {
  std::set<std::pair<Word, std::string>> words;
  bool unchecked = false;  ///< left out of Clang's analysis
  std::string why;         ///< it is
};

using NotesByBody = std::map<const Body*, Notes>;

/// The edits that write the notes; nothing where the function's text cannot be changed.
std::optional<std::vector<Edit>> edits_for(const Body& body, const Notes& notes, const Words& words, const std::string& folder);

}  // namespace check
