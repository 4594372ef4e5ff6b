// The lines of the files that findings point at, for printing and for fingerprints.
//
// Thread safety: none; one thread uses one SourceText. A file is read once, when its first line is asked for.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace check {

class SourceText {
 public:
  /// Relative file names are looked up, and paths are shown, relative to `folder`.
  explicit SourceText(const std::filesystem::path& folder) : SourceText(folder, folder) {}

  /// Relative file names are looked up relative to `folder`; paths are shown relative to `root`.
  SourceText(std::filesystem::path folder, std::filesystem::path root) : folder_(std::move(folder)), root_(std::move(root)) {}

  /// Line `number`, counted from 1, without its end; empty when there is no such file or line. Lives as long as this object.
  std::string_view line(const std::string& file, unsigned number);

  /// All lines, each with '\n' at its end; empty when there is no such file.
  std::string text(const std::string& file);

  /// The one name of `file`: absolute, with its dots resolved.
  std::string absolute(const std::string& file) const { return (folder_ / file).lexically_normal().string(); }

  /// How `file` is shown: relative when it lies below the root, else as it is; always with its dots resolved.
  std::string shown_path(const std::string& file) const;

  const std::filesystem::path& root() const { return root_; }

 private:
  const std::vector<std::string>& lines(const std::string& file);

  std::filesystem::path folder_;
  std::filesystem::path root_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace check
