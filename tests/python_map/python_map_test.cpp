// docs/python_map.md against the headers: what a row names is declared where the row says.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Row {
  std::string python;
  std::string name;    ///< ours, without quotes
  std::string header;  ///< below runtime/
};

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Row> rows_of(const std::string& page) {
  static const std::regex row(R"(\| (.+) \| `(\w+)(?:\(.*\))?` \| ([\w/]+\.h) \|.*)");
  std::vector<Row> rows;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `") && !line.starts_with("| (")) continue;
    std::smatch match;
    EXPECT_TRUE(std::regex_match(line, match, row)) << "is no row of four cells: " << line;
    if (match.empty()) continue;
    rows.push_back({match[1], match[2], match[3]});
  }
  return rows;
}

TEST(PythonMap, EachNameIsDeclaredInItsHeader) {
  const std::vector<Row> rows = rows_of(read("docs/python_map.md"));
  EXPECT_GE(rows.size(), 40U);
  for (const Row& row : rows) {
    const std::string header = read("runtime/" + row.header);
    ASSERT_FALSE(header.empty()) << row.header;
    // As a class or a name for one, or as a function or constructor: not just a word of a comment.
    const std::regex declared("(class|struct) (\\w+\\([^)]*\\) )?" + row.name + "\\b|using " + row.name + " =|[\\w>&*\\]]+ " +
                              row.name + "\\(");
    EXPECT_TRUE(std::regex_search(header, declared)) << row.name << " is not in runtime/" << row.header;
  }
}

TEST(PythonMap, EachHeaderIsPartOfTheOneThatProgramsInclude) {
  const std::string all = read("runtime/mp.h");
  for (const Row& row : rows_of(read("docs/python_map.md"))) {
    const bool is_included = all.find("#include \"runtime/" + row.header + "\"") != std::string::npos;
    const bool comes_with_pool = row.header.starts_with("pool/");
    EXPECT_TRUE(is_included || comes_with_pool) << row.header;
  }
}

TEST(PythonMap, HasARowForEachPublicHeader) {
  const std::string page = read("docs/python_map.md");
  std::istringstream includes(read("runtime/mp.h"));
  for (std::string line; std::getline(includes, line);) {
    if (!line.starts_with("#include \"runtime/")) continue;
    const std::string path = line.substr(10, line.size() - 11);
    const std::string file = path.substr(path.find('/') + 1);
    if (file == "kernel.h" || file.ends_with("/formatters.h")) continue;  // the benchmark's work; what the page says in words
    EXPECT_NE(page.find("| " + file + " |"), std::string::npos) << file << " has no row";
  }
}

}  // namespace
