// Work that a function divides among threads which run the same function, as parallel sorts and sums over trees do.
//
//   void sort(int* first, int* last) {
//     std::thread left(sort, first, middle);
//     sort(middle, last);
//     left.join();
//     merge(first, middle, last);
//   }
//
// Each call is taken to have a part of its own: elements of an array, and objects that are made again and again. Parts that
// overlap are missed. What the first caller does itself between the start and the join is compared as ever.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

bool are_parts_of_recursion(const World& world, const RecordedAccess& a, const RecordedAccess& b);

}  // namespace check
