// The one header that a program includes: Python's multiprocessing in C++.
//
// Names are Python's. What crosses from one process to another is a shared object (Value, Array, Queue, Lock, Barrier and the
// like), which is passed by reference, or data that can be copied; what cannot cross does not compile (process/call.h). Each
// class's header says what it guarantees to threads, processes and forks, where its data lives, and what survives a kill.
#pragma once

// IWYU pragma: begin_exports
#include "runtime/channel/joinable_queue.h"
#include "runtime/channel/queue.h"
#include "runtime/channel/simple_queue.h"
#include "runtime/connection/connection.h"
#include "runtime/connection/listener.h"
#include "runtime/connection/pipe.h"
#include "runtime/connection/wait.h"
#include "runtime/error.h"
#include "runtime/kernel.h"
#include "runtime/pool/executor.h"
#include "runtime/pool/pool.h"
#include "runtime/process/active_children.h"
#include "runtime/process/at_exit.h"
#include "runtime/process/at_fork.h"
#include "runtime/process/cpu_count.h"
#include "runtime/process/exit.h"
#include "runtime/process/formatters.h"
#include "runtime/process/identity.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/runtime.h"
#include "runtime/process/start_method.h"
#include "runtime/process/thread.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/condition.h"
#include "runtime/sync/event.h"
#include "runtime/sync/formatters.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/sync/semaphore.h"
#include "runtime/sync/shared_mutex.h"
#include "runtime/value/array.h"
#include "runtime/value/raw_array.h"
#include "runtime/value/raw_value.h"
#include "runtime/value/synchronized.h"
#include "runtime/value/typecode.h"
#include "runtime/value/value.h"
// IWYU pragma: end_exports
