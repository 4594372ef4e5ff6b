// fmt::format("{}", queue): the queues of this folder, for logs and for learning.
//
//   <Queue(qsize=3, maxsize=10)>   <Queue(qsize=0, maxsize=0, closed)>   <JoinableQueue(qsize=3, maxsize=0, unfinished=4)>
//
// A queue is printed as one thing, and nothing is taken out of it, although begin() and end() make it a range for fmt's eyes.
// What is shown was true at some moment of the call. Thread, process, fork and kill safety: as the queues'.
#pragma once

#include <fmt/ranges.h>

#include <type_traits>

#include "runtime/channel/joinable_queue.h"
#include "runtime/channel/queue.h"
#include "runtime/channel/simple_queue.h"
#include "runtime/repr_formatter.h"

template <class T>
struct fmt::formatter<mp::Queue<T>> : mp::internal::ReprFormatter<mp::Queue<T>> {};
template <class T>
struct fmt::formatter<mp::JoinableQueue<T>> : mp::internal::ReprFormatter<mp::JoinableQueue<T>> {};
template <class T>
struct fmt::formatter<mp::SimpleQueue<T>> : mp::internal::ReprFormatter<mp::SimpleQueue<T>> {};

template <class T>
struct fmt::is_range<mp::Queue<T>, char> : std::false_type {};
template <class T>
struct fmt::is_range<mp::JoinableQueue<T>, char> : std::false_type {};
