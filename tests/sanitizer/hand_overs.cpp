// One process writes, another reads: by start and join, through a queue, and too early.
#include <vector>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

int start_and_join() {
  mp::Value<int> v(0);
  mp::Array<int> table(100);
  v.value = 1;
  for (int& element : table) element = 5;
  int wrong = 0;
  for (int round = 0; round < 3; ++round) {
    mp::Process child([&] {
      v.value += 1;
      for (int& element : table) element += v.value;
    });
    child.start();
    child.join();
    wrong += child.exitcode() != 0;
    v.value += 1;
  }
  return wrong == 0 && v.value == 7 && table[99] == 5 + 2 + 4 + 6 ? 0 : 1;
}

void produce(mp::Array<int>& table, mp::Queue<int>& filled) {
  for (int i = 0; i < static_cast<int>(table.size()); ++i) {
    table[static_cast<std::size_t>(i)] = i * i;
    filled.put(i);
  }
}

int queue() {
  mp::Array<int> table(50);
  mp::Queue<int> filled;
  mp::Process producer(produce, table, filled);
  producer.start();
  int wrong = 0;
  for (int i = 0; i < 50; ++i) {
    const int index = filled.get();
    wrong += table[static_cast<std::size_t>(index)] != index * index;
  }
  producer.join();
  return wrong;
}

// Each side waits for the other's message before it goes on.
int pipe_both_ways() {
  mp::Array<int> table(50);
  auto [here, there] = mp::Pipe();
  mp::Process producer([&table, &there] {
    for (int i = 0; i < 50; ++i) {
      table[static_cast<std::size_t>(i)] = i * i;
      there.send(i);
      const int next = there.recv<int>();
      if (table[static_cast<std::size_t>(next)] != -1) mp::exit(1);
    }
  });
  producer.start();
  for (int i = 0; i < 50; ++i) {
    const auto index = static_cast<std::size_t>(here.recv<int>());
    if (table[index] != i * i) return 2;
    table[index] = -1;
    here.send(i);
  }
  producer.join();
  return producer.exitcode().value_or(1);
}

int queue_too_early() {
  mp::Value<int> v(0);
  mp::Queue<int> ready;
  UnseenOrder order;
  mp::Process producer([&v, &ready, order]() mutable {
    ready.put(1);
    v.value = 1;  // RACE queue_too_early
    order.done(1);
  });
  producer.start();
  ready.get();
  order.wait_for(1);
  const int seen = v.value;  // RACE queue_too_early
  producer.join();
  return seen == 1 ? 0 : 1;
}

// The second message, which tells of the value, lies in the queue when the first one is got.
int queue_read_too_early() {
  mp::Value<int> v(0);
  mp::Queue<int> ready;
  UnseenOrder order;
  mp::Process producer([&v, &ready, order]() mutable {
    ready.put(1);
    v.value = 1;  // RACE queue_read_too_early
    ready.put(2);
    order.done(1);
  });
  producer.start();
  order.wait_for(1);
  ready.get();
  const int seen = v.value;  // RACE queue_read_too_early
  producer.join();
  return seen == 1 ? 0 : 1;
}

int queue_read_in_time() {
  mp::Value<int> v(0);
  mp::Queue<int> ready;
  mp::Process producer([&v, &ready] {
    ready.put(1);
    v.value = 1;
    ready.put(2);
  });
  producer.start();
  ready.get();
  ready.get();
  const int seen = v.value;
  producer.join();
  return seen == 1 ? 0 : 1;
}

// Each of many, and more than a queue tells apart.
int queue_of_many_messages() {
  constexpr int kMessages = 1000;
  mp::Array<int> table(kMessages);
  mp::Queue<int> filled;
  mp::Process producer([&table, &filled] {
    for (int i = 0; i < kMessages; ++i) {
      table[static_cast<std::size_t>(i)] = i;
      filled.put(i);
    }
  });
  producer.start();
  int wrong = 0;
  for (int i = 0; i < kMessages; ++i) {
    const int index = filled.get();
    wrong += table[static_cast<std::size_t>(index)] != index;
  }
  producer.join();
  return wrong;
}

// Who is told that a queue is closed and empty knows what was done before the messages that others took.
int queue_closed() {
  mp::Value<int> v(0);
  mp::Queue<int> ready;
  UnseenOrder order;
  mp::Process producer([&v, &ready] {
    v.value = 1;
    ready.put(1);
  });
  mp::Process taker([&ready, order]() mutable {
    ready.get();
    ready.close();
    order.done(1);
  });
  producer.start();
  taker.start();
  order.wait_for(1);
  int wrong = 1;
  try {
    ready.get();
  } catch (const mp::ValueError&) {
    wrong = v.value == 1 ? 0 : 1;
  }
  producer.join();
  taker.join();
  return wrong;
}

// Who puts last is not who put the item that is got; the order holds all the same.
int queue_of_two_producers() {
  mp::Array<int> table(2);
  mp::Queue<int> filled;
  std::vector<mp::Process> producers;
  for (int i = 0; i < 2; ++i) {
    producers.emplace_back([&table, &filled, i] {
      table[static_cast<std::size_t>(i)] = 10 + i;
      filled.put(i);
    });
  }
  for (mp::Process& producer : producers) producer.start();
  int wrong = 0;
  for (int i = 0; i < 2; ++i) {
    const int index = filled.get();
    wrong += table[static_cast<std::size_t>(index)] != 10 + index;
  }
  return wrong;
}

int relay() {
  mp::Value<int> v(0);
  mp::Queue<int> first;
  mp::Queue<int> second;
  mp::Process middle([&] { second.put(first.get()); });
  mp::Process last([&] {
    second.get();
    mp::exit(v.value == 9 ? 0 : 1);
  });
  middle.start();
  last.start();
  v.value = 9;
  first.put(1);
  last.join();
  middle.join();
  return last.exitcode().value_or(1);
}

int square(int n) { return n * n; }

void deposit(mp::Value<long>& sum, int n) {
  sum.get_lock().acquire();
  sum.value += n;
  sum.get_lock().release();
}

// A pool hands calls to its workers and answers back; what is done before and after is in order.
int pool() {
  mp::Value<long> sum(0);
  mp::Value<int> base(0);
  mp::Pool pool(2);
  base.value = 5;
  const int seen = pool.apply([](mp::Value<int>& from) { return from.value++; }, base);
  const bool base_right = seen == 5 && base.value == 6;
  std::vector<mp::AsyncResult<void>> results;
  for (int i = 1; i <= 10; ++i) results.push_back(pool.apply_async(deposit, sum, i));
  for (auto& result : results) result.get();
  const std::vector<int> squares = pool.map(square, std::vector<int>{1, 2, 3});
  return base_right && sum.value == 55 && squares == std::vector<int>{1, 4, 9} ? 0 : 1;
}

// Two tasks at the same time in two workers: each waits for the other to have begun.
int racy_pool() {
  mp::Value<long> sum(0);
  mp::Queue<int> begun;
  mp::Queue<int> go;
  mp::Pool pool(2);
  const auto task = [](mp::Value<long>& to, mp::Queue<int>& has_begun, mp::Queue<int>& may_go) {
    has_begun.put(1);
    may_go.get();
    to.value += 1;  // RACE racy_pool
  };
  auto first = pool.apply_async(task, sum, begun, go);
  auto second = pool.apply_async(task, sum, begun, go);
  begun.get();
  begun.get();
  go.put(1);
  go.put(1);
  first.get();
  second.get();
  return 0;
}

constexpr Program kPrograms[] = {
    {"start_and_join", start_and_join},
    {"queue", queue},
    {"pipe_both_ways", pipe_both_ways},
    {"queue_too_early", queue_too_early},
    {"queue_read_too_early", queue_read_too_early},
    {"queue_read_in_time", queue_read_in_time},
    {"queue_of_many_messages", queue_of_many_messages},
    {"queue_closed", queue_closed},
    {"queue_of_two_producers", queue_of_two_producers},
    {"relay", relay},
    {"pool", pool},
    {"racy_pool", racy_pool},
};

}  // namespace

std::span<const Program> hand_over_programs() { return kPrograms; }

}  // namespace programs
