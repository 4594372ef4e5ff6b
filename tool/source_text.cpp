#include "tool/source_text.h"

#include <fstream>

namespace check {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::string_view SourceText::line(const std::string& file, unsigned number) {
  auto known = files_.find(file);
  if (known == files_.end()) known = files_.emplace(file, lines_of(folder_ / file)).first;
  const std::vector<std::string>& lines = known->second;
  return number == 0 || number > lines.size() ? std::string_view() : lines[number - 1];
}

std::string SourceText::shown_path(const std::string& file) const {
  const std::filesystem::path whole = (folder_ / file).lexically_normal();
  const std::filesystem::path relative = whole.lexically_relative(root_.lexically_normal());
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : whole.string();
}

}  // namespace check
