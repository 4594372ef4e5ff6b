// What the forkserver does (forkserver.h): forks a child for each request, and tells how each child has ended.
//
// Thread safety: the process has one thread. Kill safety: it holds nothing that others wait for, but what the kernel gives back
// at its death. What it has forked and not answered for does not work (fork_request.h).
#pragma once

#include "runtime/archive/archive.h"

namespace mp::internal {

/// A Runner (packed_call.h); the call is the place of its socket among the descriptors. Returns when nobody can ask any more; in
/// a child it does not return.
void serve_forks(archive::Reader& call, archive::Writer& result);

}  // namespace mp::internal
