// What a run goes by: the command line, and the project's configuration where the command line is silent.
//
// Thread safety: value types; the function is pure, but for reading the configuration.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "tool/checks/selection.h"
#include "tool/library_names.h"
#include "tool/options.h"
#include "tool/output/format.h"

namespace check {

struct Settings {
  Selection selection = {};
  Format format = Format::kText;
  std::filesystem::path baseline = {};  ///< absolute; empty without one
  UserNames names = {};
  std::string config = {};  ///< the configuration's file as it is shown; empty without one
};

/// `folder` is the working folder. Otherwise one sentence that says what to do.
std::variant<Settings, std::string> settings_of(const Options& options, const std::filesystem::path& folder);

}  // namespace check
