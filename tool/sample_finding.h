// A finding made by hand, for the tests of what is done with findings: two processes run `v.value += num`.
#pragma once

#include <string>

#include "tool/finding.h"

namespace check {

/// The source that the finding points at.
extern const char* const kSampleSource;

/// The finding, with `file` as the source's absolute name.
Finding sample_finding(const std::string& file);

/// Another, that is no data race and has one place: line 2 takes a lock.
Finding sample_mistake(const std::string& file);

/// Writes `text` into `name` below the test's temporary folder, which is returned.
std::string write_test_file(const std::string& name, const std::string& text);

}  // namespace check
