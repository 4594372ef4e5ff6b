// What AddressSanitizer's search for leaks is told, where racecheck is built with it: which leaks are Clang's own.
//
// Clang 19 does not free what it notes of some failed template deductions (clang::MakeDeductionFailureInfo). Its libraries have
// no frame pointers, so of such a leak's stack only the innermost frame is known: the growth of one of LLVM's small vectors. That
// is what is named here, and so a small vector of ours that leaks is not seen either. The same with the texts in such a note,
// which are assigned: a string of ours that leaks is seen by whoever holds it. In other builds nobody calls these.

extern "C" const char* __lsan_default_suppressions() {
  return "leak:llvm::SmallVectorBase\n"
         "leak:std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char>>::_M_assign\n";
}

extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
