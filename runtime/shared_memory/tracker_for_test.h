// What a test must know of /dev/shm, and of its family's resource tracker.
//
// Thread safety: none needed.
#pragma once

#include <sys/types.h>

#include <string>

namespace mp::test {

/// A name that no other test uses.
std::string unique_name();

/// The name is there now.
bool in_dev_shm(const std::string& name);

/// Waits until the name is gone; false after kPatience.
bool goes_from_dev_shm(const std::string& name);

/// The tracker of this process's family; 0 when there is none.
pid_t tracker();

/// Waits until no process has this number any more; false after kPatience.
bool ends(pid_t process);

}  // namespace mp::test
