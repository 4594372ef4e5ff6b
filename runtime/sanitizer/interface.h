// What a program, or a library of tests, may ask of the sanitizer. C functions, weak: in a program without it they are null.
//
// Thread and process safety: every function may be called at any time; what they speak of is the whole family's.
#pragma once

extern "C" {

/// How often an access was found that races with another, between processes or threads, in any process of the family until now.
/// Each pair of places counts each time that it is seen.
[[gnu::weak]] unsigned long racelab_sightings();

/// From now on races are expected (1) or not (0): those that are seen meanwhile are not reported, and no reason to exit with 66.
[[gnu::weak]] void racelab_expect_races(int expected);

}  // extern "C"
