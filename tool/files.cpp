#include "tool/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace check {

FileText read_file(const std::filesystem::path& path) {
  FILE* stream = std::fopen(path.c_str(), "r");
  if (stream == nullptr) return {"", std::strerror(errno)};
  FileText result;
  std::array<char, 4096> part;
  for (std::size_t bytes = 1; bytes > 0;) {
    bytes = std::fread(part.data(), 1, part.size(), stream);
    result.text.append(part.data(), bytes);
  }
  if (std::ferror(stream) != 0) result.problem = std::strerror(errno);
  std::fclose(stream);
  return result;
}

std::string write_file(const std::string& text, const std::filesystem::path& path) {
  FILE* stream = std::fopen(path.c_str(), "w");
  if (stream == nullptr) return std::strerror(errno);
  std::string problem;
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) problem = std::strerror(errno);
  if (std::fclose(stream) != 0 && problem.empty()) problem = std::strerror(errno);
  return problem;
}

std::string replace_file(const std::string& text, const std::filesystem::path& path) {
  const std::filesystem::path beside = path.string() + ".new";
  std::string problem = write_file(text, beside);
  if (problem.empty() && std::rename(beside.c_str(), path.c_str()) == 0) return "";
  if (problem.empty()) problem = std::strerror(errno);
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  return problem;
}

}  // namespace check
