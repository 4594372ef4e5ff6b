// A map that is filled by its operator[] has elements: what is done for each of them is done.
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

struct Totals {
  std::mutex mutex;
  std::map<std::string, int> words;
};

void count(Totals& totals, const std::string& word) {
  std::map<std::string, int> own;
  own[word]++;
  const std::lock_guard guard(totals.mutex);
  for (const auto& [text, number] : own) totals.words[text] += number;  // NO RACE
}

int main() {
  Totals totals;
  std::thread first(count, std::ref(totals), "race");
  std::thread second(count, std::ref(totals), "race");
  first.join();
  second.join();
  return totals.words["race"] != 2;
}
