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

const std::vector<std::string>& SourceText::lines(const std::string& file) {
  auto known = files_.find(file);
  if (known == files_.end()) known = files_.emplace(file, lines_of(folder_ / file)).first;
  return known->second;
}

std::string_view SourceText::line(const std::string& file, unsigned number) {
  const std::vector<std::string>& all = lines(file);
  return number == 0 || number > all.size() ? std::string_view() : all[number - 1];
}

std::string SourceText::text(const std::string& file) {
  std::string text;
  for (const std::string& line : lines(file)) text.append(line).append("\n");
  return text;
}

std::string SourceText::shown_path(const std::string& file) const {
  const std::filesystem::path whole = (folder_ / file).lexically_normal();
  const std::filesystem::path relative = whole.lexically_relative(root_.lexically_normal());
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : whole.string();
}

}  // namespace check
