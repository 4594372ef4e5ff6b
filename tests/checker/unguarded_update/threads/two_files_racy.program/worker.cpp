#include "counter.h"

void count() {
  ++counter;  // RACE
}
