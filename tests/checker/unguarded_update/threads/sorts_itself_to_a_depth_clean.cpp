// A sort that starts a thread for one half, down to some depth, and sorts the rest by itself.
#include <future>
#include <vector>

void merge(int* items, int* spare, int from, int middle, int to) {
  int left = from;
  int right = middle;
  for (int i = from; i < to; ++i)
    spare[i] = right == to || (left < middle && items[left] <= items[right]) ? items[left++] : items[right++];  // NO RACE
  for (int i = from; i < to; ++i) items[i] = spare[i];                                                          // NO RACE
}

void sort(int* items, int* spare, int from, int to, int depth) {
  if (to - from < 2) return;
  const int middle = from + (to - from) / 2;
  if (depth > 0) {
    auto half = std::async(std::launch::async, sort, items, spare, from, middle, depth - 1);
    sort(items, spare, middle, to, depth - 1);
    half.get();
  } else {
    sort(items, spare, from, middle, 0);
    sort(items, spare, middle, to, 0);
  }
  merge(items, spare, from, middle, to);
}

int main() {
  std::vector<int> items(64), spare(64);
  for (int i = 0; i < 64; ++i) items[i] = 64 - i;
  sort(items.data(), spare.data(), 0, 64, 2);
  return items[0] == 1 ? 0 : 1;  // NO RACE
}
