// mp::typecode<'i'>: the C++ type for each letter that Python's Value and Array take.
//
//   mp::Value<mp::typecode<'d'>> v(1.5);          // Python: Value('d', 1.5)
//
//   c char    b signed char   h short   i int            l long            q long long            f float    u wchar_t
//             B unsigned char H ushort  I unsigned int   L unsigned long   Q unsigned long long   d double
#pragma once

namespace mp {

namespace internal {
template <char Code>
struct Typecode {
  static_assert(Code == '\0', "mp: no such typecode; there are c u b B h H i I l L q Q f d");
};
// clang-format off
template <> struct Typecode<'c'> { using type = char; };
template <> struct Typecode<'u'> { using type = wchar_t; };
template <> struct Typecode<'b'> { using type = signed char; };
template <> struct Typecode<'B'> { using type = unsigned char; };
template <> struct Typecode<'h'> { using type = short; };
template <> struct Typecode<'H'> { using type = unsigned short; };
template <> struct Typecode<'i'> { using type = int; };
template <> struct Typecode<'I'> { using type = unsigned int; };
template <> struct Typecode<'l'> { using type = long; };
template <> struct Typecode<'L'> { using type = unsigned long; };
template <> struct Typecode<'q'> { using type = long long; };
template <> struct Typecode<'Q'> { using type = unsigned long long; };
template <> struct Typecode<'f'> { using type = float; };
template <> struct Typecode<'d'> { using type = double; };
// clang-format on
}  // namespace internal

template <char Code>
using typecode = typename internal::Typecode<Code>::type;

}  // namespace mp
