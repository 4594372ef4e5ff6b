// The one header that a program includes: Python's multiprocessing in C++.
//
// Names are Python's. What crosses from one process to another is a shared object (Value, Array, Queue, Lock, RLock), which is passed
// by reference, or data that can be copied; what cannot cross does not compile (process/call.h). Each class's header says what
// it guarantees to threads, processes and forks, where its data lives, and what survives a kill.
#pragma once

// IWYU pragma: begin_exports
#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/kernel.h"
#include "runtime/pool/pool.h"
#include "runtime/process/cpu_count.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/process.h"
#include "runtime/process/thread.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"
// IWYU pragma: end_exports
