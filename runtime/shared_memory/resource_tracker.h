// A member's side of the resource tracker: which files in /dev/shm must not stay when this process is killed.
//
// The family's first member that has such a file starts the tracker (tracker.h); all others find its number in the family's
// memory, however they were started. A tracker that was killed is noticed by the next call, which starts another and tells it of
// all files of this process. What a process still has whose next call never comes is not watched any more: whoever kills the
// tracker, and then that process, leaves its files behind.
// Thread safety: every function may be called from any thread. Fork safety: a child has no files of its own at first; no
// descriptor stays open between two calls. Kill safety: watch() comes before the name; from its return on the name goes with
// the process, whatever happens to that. Limit: all members must see one /dev/shm, and one network namespace for one tracker.
#pragma once

#include <string>

#include "runtime/shared_memory/named_file.h"

namespace mp::shared_memory {

/// From now on, when this process ends and the name leads to this file, the name is removed. Throws OSError.
void watch(const std::string& name, FileId file);

/// The file has no name any more, or belongs to nobody.
void forget(FileId file) noexcept;

}  // namespace mp::shared_memory
