#include "tool/output/output.h"

#include "tool/output/github_output.h"
#include "tool/output/json_output.h"
#include "tool/output/junit_output.h"
#include "tool/output/sarif.h"

namespace check {

std::string output_of(Format format, std::span<const Finding> findings, const RunReport& run, SourceText& source, Colour colour) {
  switch (format) {
    case Format::kText:
      return text_output(findings, source, colour);
    case Format::kSarif:
      return sarif_output(findings, run, source);
    case Format::kJson:
      return json_output(findings, run, source);
    case Format::kJunit:
      return junit_output(findings, run, source);
    case Format::kGithub:
      return github_output(findings, run, source);
  }
  return "";
}

}  // namespace check
