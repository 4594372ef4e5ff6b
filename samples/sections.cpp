#include "samples/sections.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace samples {

const std::vector<Section>& all_sections() {
  static const std::vector<Section> sections = {
      {"1", "A process and a thread", "01_process_and_thread", {{"1", "", "01_process_and_thread/process_and_thread"}}},
      {"2", "Results into a queue", "02_queue", {{"2", "", "02_queue/queue"}}},
      {"3", "Normal, threads, processes: which is faster?", "03_speed", {{"3", "", "03_speed/speed"}}},
      {"4", "A pool of processes", "04_pool", {{"4", "", "04_pool/pool"}}},
      {"5", "Shared memory", "05_shared_memory", {{"5", "", "05_shared_memory/shared_memory"}}},
      {"6",
       "The race and the lock",
       "06_lock",
       {{"6.1", "Two processes, one value, no lock", "race", 20}, {"6.2", "The same with a lock", "locked"}}},
  };
  return sections;
}

namespace {

std::vector<std::string> numbers_of(const std::vector<Section>& sections) {
  std::vector<std::string> numbers;
  for (const Section& section : sections) {
    numbers.push_back(section.number);
    for (const Part& part : section.parts) {
      if (part.number != section.number) numbers.push_back(part.number);
    }
  }
  return numbers;
}

}  // namespace

std::vector<Section> select(const std::vector<Section>& sections, const std::vector<std::string>& numbers) {
  if (numbers.empty()) return sections;
  const std::vector<std::string> known = numbers_of(sections);
  for (const std::string& number : numbers) {
    if (std::ranges::find(known, number) == known.end()) {
      throw std::invalid_argument(fmt::format("there is no section '{}'; there are {}", number, fmt::join(known, ", ")));
    }
  }
  const auto named = [&](const std::string& number) { return std::ranges::find(numbers, number) != numbers.end(); };
  std::vector<Section> chosen;
  for (Section section : sections) {
    if (!named(section.number)) std::erase_if(section.parts, [&](const Part& part) { return !named(part.number); });
    if (!section.parts.empty()) chosen.push_back(std::move(section));
  }
  return chosen;
}

std::string list(const std::vector<Section>& sections) {
  std::string text;
  for (const Section& section : sections) {
    text += fmt::format("{:<5}{:<46}samples/{}\n", section.number, section.title, section.folder);
    for (const Part& part : section.parts) {
      if (part.number != section.number)
        text += fmt::format("{:<5}  {:<44}./bazelw run //samples:{}\n", part.number, part.title, part.program);
    }
  }
  return text;
}

}  // namespace samples
