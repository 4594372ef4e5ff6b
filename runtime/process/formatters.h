// fmt::format("{}", process): the objects of this folder as Python prints them, for logs and for learning.
//
//   <Process name='Process-1' pid=71 parent=70 started>   <Thread(Thread-1, started 73)>   <Thread(Thread-1, stopped 73)>
//
// What is shown was true at some moment of the call. Thread and fork safety: as the objects'; in a process that did not make it,
// a thread's state is unknown, as a process's is.
#pragma once

#include <string>

#include "runtime/process/process.h"
#include "runtime/process/thread.h"
#include "runtime/repr_formatter.h"

namespace mp {

std::string repr(const Process& process);
std::string repr(const Thread& thread);

}  // namespace mp

template <>
struct fmt::formatter<mp::Process> : mp::internal::ReprFormatter<mp::Process> {};
template <>
struct fmt::formatter<mp::Thread> : mp::internal::ReprFormatter<mp::Thread> {};
