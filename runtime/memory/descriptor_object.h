// How the runtime recognises an object that crosses to a new process as a descriptor of the kernel: one end of a connection.
//
// Such a class says `using mp_descriptor_object = void;` and has fileno(), readable() and writable(), a constructor that takes
// these three and owns the descriptor, and duplicate(), which makes a second owner of a copy of it.
#pragma once

#include <type_traits>

namespace mp {

template <class T>
concept DescriptorObject = requires { typename std::remove_cvref_t<T>::mp_descriptor_object; };

}  // namespace mp
