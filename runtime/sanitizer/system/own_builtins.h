// Included first in every file of the sanitizer (the BUILD file's -include): the functions that compilers call by themselves,
// for a copy of a structure or a loop that looks like one, are ours here.
//
// ThreadSanitizer puts its own in their place, which would note what the sanitizer does to its tables as accesses of the
// program's, and report them. The assignment in assembler binds every reference of the file, also those that no source shows.
#pragma once

asm(R"(
    .set memcpy, race_memcpy
    .set memmove, race_memmove
    .set memset, race_memset
    .set memcmp, race_memcmp
    .set bcmp, race_memcmp
    .set memchr, race_memchr
    .set strlen, race_strlen
)");
