// Where the things are that a source file needs and that its user should not have to name: Clang's own headers (stddef.h and
// its like) and the headers of racelab's runtime. The standard library's are found by Clang itself.
//
// Thread safety: pure, but for reading the file system and the environment.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace check {

/// Clang's resource folder: beside the Clang library that this program is linked with, else where `clang-19` says.
std::optional<std::filesystem::path> find_resource_folder();

/// The folder that holds runtime/mp.h: among the runfiles that Bazel puts beside a program, or above the program itself.
/// `argv0` is how this program was called.
std::optional<std::filesystem::path> find_runtime_headers(const std::string& argv0);

/// Whether `folder` has the headers of Clang 19 itself, with which its library can parse.
bool is_resource_folder(const std::filesystem::path& folder);

}  // namespace check
