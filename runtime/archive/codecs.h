// The codecs of archive.h for plain data, strings and what holds elements. Included by archive.h only.
#pragma once

#include "runtime/archive/archive.h"
#include "runtime/archive/with_members.h"

namespace mp::archive {

// Not every byte is a bool, and not every number the index of a variant: these are read by themselves, with a check.
template <class T>
constexpr bool any_bytes_are_valid();

template <class T>
inline constexpr bool kAnyBytes = any_bytes_are_valid<T>();
template <>
inline constexpr bool kAnyBytes<bool> = false;
template <class T>
inline constexpr bool kAnyBytes<const T> = kAnyBytes<T>;
template <class T, std::size_t N>
inline constexpr bool kAnyBytes<std::array<T, N>> = kAnyBytes<T>;
template <class T>
inline constexpr bool kAnyBytes<std::optional<T>> = false;
template <class... Ts>
inline constexpr bool kAnyBytes<std::variant<Ts...>> = false;

struct AnyOfAnyBytes {
  template <class T>
    requires(kAnyBytes<T>)
  operator T() const {
    __builtin_trap();
  }
};

template <class T>
constexpr bool any_bytes_are_valid() {
  if constexpr (mp::internal::kMembersHaveNames<T>) {
    return mp::internal::kTakes<T, AnyOfAnyBytes, mp::internal::kInitializers<T>>;
  } else {
    return true;
  }
}

/// T travels as its bytes, in one piece. An empty class has one that means nothing, and nobody has written it.
template <class T>
concept AsBytes = PlainData<T> && kAnyBytes<T> && !std::is_empty_v<T>;
template <class T>
concept AsNothing = PlainData<T> && std::is_empty_v<T>;

template <class T>
constexpr std::size_t fixed_bytes();

/// The number of bytes that every T takes; 0 when it is not always the same.
template <class T>
inline constexpr std::size_t kFixedBytes = fixed_bytes<T>();
template <>
inline constexpr std::size_t kFixedBytes<bool> = 1;
template <class T, std::size_t N>
inline constexpr std::size_t kFixedBytes<std::array<T, N>> = N * kFixedBytes<T>;

template <class... Ts>
constexpr std::size_t sum_of_fixed_bytes(Types<Ts...>) {
  return ((kFixedBytes<Ts> != 0) && ...) ? (kFixedBytes<Ts> + ...) : 0;
}

template <class T>
constexpr std::size_t fixed_bytes() {
  if constexpr (AsBytes<T>) {
    return sizeof(T);
  } else if constexpr (PlainData<T> && mp::internal::kMembersHaveNames<T>) {
    return sum_of_fixed_bytes(Initializers<T>());
  } else {
    return 0;
  }
}

/// The least number of bytes that a T takes.
template <class T>
inline constexpr std::size_t kLeastBytes = kFixedBytes<T>;
template <class Char>
inline constexpr std::size_t kLeastBytes<std::basic_string<Char>> = sizeof(std::size_t);
template <class T>
inline constexpr std::size_t kLeastBytes<std::vector<T>> = sizeof(std::size_t);

// An element that takes no bytes (an empty tuple) gets one of its own, so that no count is beyond the bytes that follow.
template <class T>
void save_element(Writer& writer, const T& element) {
  if constexpr (kLeastBytes<T> == 0) archive::save(writer, std::uint8_t{0});
  archive::save(writer, element);
}

template <class T>
T load_element(Reader& reader) {
  if constexpr (kLeastBytes<T> == 0) static_cast<void>(archive::load<std::uint8_t>(reader));
  return archive::load<T>(reader);
}

template <class T>
std::size_t read_count_of(Reader& reader) {
  return reader.read_count(kLeastBytes<T> == 0 ? 1 : kLeastBytes<T>);
}

template <AsBytes T>
struct Codec<T> {
  static void save(Writer& writer, const T& value) { writer.write(&value, sizeof value); }
  static T load(Reader& reader) {
    std::array<std::byte, sizeof(T)> bytes;
    reader.read(bytes.data(), bytes.size());
    return std::bit_cast<T>(bytes);
  }
};

template <AsNothing T>
struct Codec<T> {
  static void save(Writer&, const T&) {}
  static T load(Reader&) { return std::bit_cast<T>(std::array<std::byte, sizeof(T)>{}); }
};

// A bool has two values; a damaged byte has more.
template <>
struct Codec<bool> {
  static void save(Writer& writer, bool value) { writer.write(&value, sizeof value); }
  static bool load(Reader& reader) { return Codec<unsigned char>::load(reader) != 0; }
};

template <class Char>
struct Codec<std::basic_string<Char>> {
  static void save(Writer& writer, const std::basic_string<Char>& value) {
    writer.write_count(value.size());
    writer.write(value.data(), value.size() * sizeof(Char));
  }
  static std::basic_string<Char> load(Reader& reader) {
    std::basic_string<Char> value(reader.read_count(sizeof(Char)), Char());
    reader.read(value.data(), value.size() * sizeof(Char));
    return value;
  }
};

template <class T>
struct Codec<std::vector<T>> {
  // Elements in one piece: std::vector<bool> has none, and a T without a default has to be made one by one.
  static constexpr bool kAtOnce = AsBytes<T> && std::default_initializable<T>;

  static void save(Writer& writer, const std::vector<T>& value) {
    writer.write_count(value.size());
    if constexpr (kAtOnce) {
      writer.write(value.data(), value.size() * sizeof(T));
    } else {
      for (const T& element : value) save_element<T>(writer, element);
    }
  }
  static std::vector<T> load(Reader& reader) {
    const std::size_t count = read_count_of<T>(reader);
    std::vector<T> value;
    if constexpr (kAtOnce) {
      value.resize(count);
      reader.read(value.data(), count * sizeof(T));
    } else {
      // The rest of the room comes with the elements: a T may be much bigger than its bytes.
      value.reserve(std::min(count, reader.left() / sizeof(T)));
      for (std::size_t i = 0; i < count; ++i) value.push_back(load_element<T>(reader));
    }
    return value;
  }
};

template <class T>
  requires mp::internal::kIsContainer<T>
struct Codec<T> {
  static void save(Writer& writer, const T& value) {
    writer.write_count(value.size());
    for (const auto& element : value) save_element<typename T::value_type>(writer, element);
  }
  static T load(Reader& reader) {
    using Element = typename T::value_type;
    T value;
    const std::size_t count = read_count_of<Element>(reader);
    for (std::size_t i = 0; i < count; ++i) value.insert(value.end(), load_element<Element>(reader));
    return value;
  }
};

template <class T, std::size_t N>
  requires(!AsBytes<std::array<T, N>> && !AsNothing<std::array<T, N>>)
struct Codec<std::array<T, N>> {
  static void save(Writer& writer, const std::array<T, N>& value) {
    for (const T& element : value) archive::save(writer, element);
  }
  static std::array<T, N> load(Reader& reader) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<T, N>{{(static_cast<void>(I), archive::load<T>(reader))...}};
    }(std::make_index_sequence<N>());
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static void save(Writer& writer, const std::optional<T>& value) {
    archive::save(writer, value.has_value());
    if (value) archive::save(writer, *value);
  }
  static std::optional<T> load(Reader& reader) {
    if (!archive::load<bool>(reader)) return std::nullopt;
    return archive::load<T>(reader);
  }
};

template <class A, class B>
  requires(!AsBytes<std::pair<A, B>> && !AsNothing<std::pair<A, B>>)
struct Codec<std::pair<A, B>> {
  static void save(Writer& writer, const std::pair<A, B>& value) {
    archive::save(writer, value.first);
    archive::save(writer, value.second);
  }
  static std::pair<A, B> load(Reader& reader) {
    // Braces evaluate from left to right.
    return std::pair<A, B>{archive::load<A>(reader), archive::load<B>(reader)};
  }
};

template <class... Ts>
  requires(!AsBytes<std::tuple<Ts...>> && !AsNothing<std::tuple<Ts...>>)
struct Codec<std::tuple<Ts...>> {
  static void save(Writer& writer, const std::tuple<Ts...>& value) {
    std::apply([&](const Ts&... elements) { (archive::save(writer, elements), ...); }, value);
  }
  static std::tuple<Ts...> load(Reader& reader) { return std::tuple<Ts...>{archive::load<Ts>(reader)...}; }
};

template <class... Ts>
struct Codec<std::variant<Ts...>> {
  using Variant = std::variant<Ts...>;

  static void save(Writer& writer, const Variant& value) {
    archive::save(writer, static_cast<std::uint32_t>(value.index()));
    std::visit([&](const auto& alternative) { archive::save(writer, alternative); }, value);
  }
  static Variant load(Reader& reader) {
    const std::size_t index = archive::load<std::uint32_t>(reader);
    if (index >= sizeof...(Ts)) Reader::throw_no_alternative(index, sizeof...(Ts));
    return load_alternative<0>(reader, index);
  }

 private:
  template <std::size_t I>
  static Variant load_alternative(Reader& reader, std::size_t index) {
    if constexpr (I + 1 < sizeof...(Ts)) {
      if (index != I) return load_alternative<I + 1>(reader, index);
    }
    return Variant(std::in_place_index<I>, archive::load<std::variant_alternative_t<I, Variant>>(reader));
  }
};

}  // namespace mp::archive
