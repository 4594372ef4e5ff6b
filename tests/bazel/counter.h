// A counter of the whole program, with and without a lock.
#pragma once

/// May be called from several threads when it is locked_counter that is linked.
void count();
