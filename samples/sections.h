// The table of sections: what `bazel run samples` can run, in its order.
//
// A section is a folder NN_topic with its lesson in README.md; each part of it is a program of its own. A new section is such a
// folder and one entry in sections.cpp.
// Thread and process safety: read only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace samples {

struct Part {
  std::string number;   ///< "6.1"; the section's own number when the section has one part
  std::string title;    ///< empty when the section has one part
  std::string program;  ///< the target in this folder: "race"
  /// What an unlucky order of steps changes: the program then runs again and again until it ends with another value.
  std::optional<int> repeat_while_final = std::nullopt;
};

struct Section {
  std::string number;
  std::string title;
  std::string folder;
  std::vector<Part> parts;
};

const std::vector<Section>& all_sections();

/// The sections that `numbers` name, a section ("6") or a part ("6.1") each, with just the parts that they name; all when there
/// are no numbers. Throws std::invalid_argument for a number that nothing has.
std::vector<Section> select(const std::vector<Section>& sections, const std::vector<std::string>& numbers);

/// One line for each section and part.
std::string list(const std::vector<Section>& sections);

}  // namespace samples
