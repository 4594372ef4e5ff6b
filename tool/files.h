// Whole files, read and written, with the system's word for what went wrong.
//
// Thread safety: pure, but for the file system.
#pragma once

#include <filesystem>
#include <string>

namespace check {

struct FileText {
  std::string text;
  std::string problem;  ///< "No such file or directory"; empty when the file was read
};

FileText read_file(const std::filesystem::path& path);

/// Returns what went wrong; empty when all of `text` was written.
std::string write_file(const std::string& text, const std::filesystem::path& path);

/// The same, and whoever reads `path` meanwhile sees all of the old text or all of the new one.
std::string replace_file(const std::string& text, const std::filesystem::path& path);

}  // namespace check
