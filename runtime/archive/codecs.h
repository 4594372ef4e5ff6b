// The codecs of archive.h, one for each kind of type. Included by archive.h only.
#pragma once

#include "runtime/archive/archive.h"

namespace mp::archive {

template <PlainData T>
struct Codec<T> {
  static void save(Writer& writer, const T& value) { writer.write(&value, sizeof value); }
  static T load(Reader& reader) {
    std::array<std::byte, sizeof(T)> bytes;
    reader.read(bytes.data(), bytes.size());
    return std::bit_cast<T>(bytes);
  }
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
  static constexpr bool kAtOnce = PlainData<T> && std::default_initializable<T> && !std::same_as<T, bool>;

  static void save(Writer& writer, const std::vector<T>& value) {
    writer.write_count(value.size());
    if constexpr (kAtOnce) {
      writer.write(value.data(), value.size() * sizeof(T));
    } else {
      for (const T& element : value) archive::save(writer, element);
    }
  }
  static std::vector<T> load(Reader& reader) {
    const std::size_t count = reader.read_count(PlainData<T> ? sizeof(T) : 1);
    std::vector<T> value;
    if constexpr (kAtOnce) {
      value.resize(count);
      reader.read(value.data(), count * sizeof(T));
    } else {
      value.reserve(count);
      for (std::size_t i = 0; i < count; ++i) value.push_back(archive::load<T>(reader));
    }
    return value;
  }
};

template <class T, std::size_t N>
  requires(!PlainData<std::array<T, N>>)
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
  requires(!PlainData<std::optional<T>>)
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
  requires(!PlainData<std::pair<A, B>>)
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
  requires(!PlainData<std::tuple<Ts...>>)
struct Codec<std::tuple<Ts...>> {
  static void save(Writer& writer, const std::tuple<Ts...>& value) {
    std::apply([&](const Ts&... elements) { (archive::save(writer, elements), ...); }, value);
  }
  static std::tuple<Ts...> load(Reader& reader) { return std::tuple<Ts...>{archive::load<Ts>(reader)...}; }
};

}  // namespace mp::archive
