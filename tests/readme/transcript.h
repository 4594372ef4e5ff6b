// The console blocks of a Markdown page: what it tells its reader to type, and what it promises to be printed.
//
//     ```console
//     $ ./bazelw run samples -- --list
//     1  processes and threads
//     ...
//     ```
//
// An expected output is compared line by line. "..." stands for any text within its line, and alone on a line for any number of
// lines. In a block that opens with ```console varies, one number is as good as another, and so is the width of a gap: there the
// page shows a real run with its times and process ids, which the next run does not repeat.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace readme {

/// One command of a page, without its "$ ", and the output lines that stand under it.
struct Step {
  std::string command;
  std::vector<std::string> expected;
  bool varies = false;  ///< numbers change from run to run
};

/// The steps of every ```console block, in their order on the page.
std::vector<Step> steps_of(std::string_view page);

/// The body of the first fenced block that opens with ```<language>; empty when there is none.
std::string first_block(std::string_view page, std::string_view language);

/// Whether `actual`, line by line, is what the page promises.
bool matches(const Step& step, std::vector<std::string> actual);

/// The whole file; empty if it is not there.
std::string read_file(const std::string& path);

/// The words of a command without quotes.
std::vector<std::string> words_of(const std::string& command);

/// `text` cut at its line ends; a last line without one counts too.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace readme
