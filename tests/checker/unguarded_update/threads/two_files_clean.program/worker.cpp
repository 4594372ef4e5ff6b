#include "counter.h"

void count() {
  lock_counter();
  ++counter;  // NO RACE
  unlock_counter();
}
