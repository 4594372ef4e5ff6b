#include "tool/fix/edits.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>
#include <tuple>

namespace check {
namespace {

/// In the order of the text; at one offset insertions in their order, and then what is replaced there.
std::vector<Edit> sorted_by_place(const std::vector<Edit>& edits) {
  std::vector<std::size_t> order(edits.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::tuple(edits[i].file, edits[i].offset, edits[i].length != 0, i); });
  std::vector<Edit> sorted;
  for (const std::size_t i : order) sorted.push_back(edits[i]);
  return sorted;
}

}  // namespace

std::optional<std::string> text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return std::nullopt;
  return text.str();
}

bool collide(const std::vector<Edit>& edits) {
  const std::vector<Edit> sorted = sorted_by_place(edits);
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    const Edit& next = sorted[i + 1];
    if (sorted[i].file == next.file && sorted[i].offset + sorted[i].length > next.offset) return true;
  }
  return false;
}

std::string edited(std::string_view text, const std::string& file, const std::vector<Edit>& edits) {
  std::string result;
  std::size_t done = 0;
  for (const Edit& edit : sorted_by_place(edits)) {
    if (edit.file != file) continue;
    result += text.substr(done, edit.offset - done);
    result += edit.text;
    done = edit.offset + edit.length;
  }
  result += text.substr(std::min(done, text.size()));
  return result;
}

std::vector<Edit> one_for_each_offset(const std::vector<Edit>& edits) {
  std::vector<Edit> merged;
  for (const Edit& edit : sorted_by_place(edits)) {
    const bool joins = !merged.empty() && merged.back().file == edit.file && merged.back().offset == edit.offset;
    if (!joins) merged.push_back({edit.file, edit.offset, 0, ""});
    merged.back().text += edit.text;
    merged.back().length += edit.length;
  }
  return merged;
}

std::optional<FileTexts> edited_files(const std::vector<Edit>& edits) {
  if (collide(edits)) return std::nullopt;
  std::set<std::string> files;
  for (const Edit& edit : edits) files.insert(edit.file);
  FileTexts texts;
  for (const std::string& file : files) {
    const std::optional<std::string> text = text_of(file);
    if (!text) return std::nullopt;
    texts[file] = edited(*text, file, edits);
  }
  return texts;
}

}  // namespace check
