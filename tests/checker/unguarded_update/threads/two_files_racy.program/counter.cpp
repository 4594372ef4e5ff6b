#include "counter.h"

#include <mutex>

int counter = 0;
static std::mutex m;

void lock_counter() { m.lock(); }
void unlock_counter() { m.unlock(); }
