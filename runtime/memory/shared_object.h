// How the runtime recognises an object whose state is in shared memory, so that it crosses processes by reference.
//
// Lock, RLock, Value, Array and Queue say `using mp_shared_object = void;`. The object that the user holds is a handle in
// private memory, without copy or move; a forked child has the same handle at the same address, and both lead to one state.
// A handle holds nothing but addresses in shared memory and plain numbers, so a copy of its bytes is a handle in every process of
// the family: in this form it reaches a worker of a pool that was forked before the object was made, and a spawned process. Where
// it must refer to the program's code or constants, it holds a ProgramAddress or CreatedAt, never a pointer.
#pragma once

#include <type_traits>

namespace mp {

template <class T>
concept SharedObject = requires { typename std::remove_cvref_t<T>::mp_shared_object; };

}  // namespace mp
