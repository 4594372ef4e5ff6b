// fmt::format("{}", pool): pools and executors as Python prints a pool, for logs and for learning.
//
//   <Pool state=RUN pool_size=4>   <ThreadPool state=CLOSE pool_size=2>   <ProcessPoolExecutor state=BROKEN max_workers=4>
//
// What is shown was true at some moment of the call. Thread safety: as theirs. Fork safety: in another process than the one that
// made it, the state is unknown.
#pragma once

#include "runtime/pool/executor.h"
#include "runtime/pool/pool.h"
#include "runtime/repr_formatter.h"

template <class Where>
struct fmt::formatter<mp::BasicPool<Where>> : mp::internal::ReprFormatter<mp::BasicPool<Where>> {};
template <class Where>
struct fmt::formatter<mp::BasicExecutor<Where>> : mp::internal::ReprFormatter<mp::BasicExecutor<Where>> {};
