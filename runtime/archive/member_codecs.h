// The codecs of archive.h for structs and for classes with a serialize(). Included by archive.h only.
#pragma once

#include "runtime/archive/archive.h"
#include "runtime/archive/with_members.h"

namespace mp::archive {

template <class T>
  requires(!AsBytes<T> && !Serializes<T> && !mp::internal::kIsContainer<T> && mp::internal::kMembersHaveNames<T>)
struct Codec<T> {
  static void save(Writer& writer, const T& value) {
    const auto level = writer.enter();
    with_members(value, [&](const auto&... members) { (save_member(writer, members), ...); });
  }
  static T load(Reader& reader) {
    const auto level = reader.enter();
    return make(reader, Initializers<T>());
  }

 private:
  template <class Member>
  static void save_member(Writer& writer, const Member& member) {
    if constexpr (std::is_array_v<Member>) {
      for (const auto& element : member) save_member(writer, element);
    } else {
      archive::save(writer, member);
    }
  }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-braces"
  // Braces evaluate from left to right.
  template <class... Ts>
  static T make(Reader& reader, Types<Ts...>) {
    return T{archive::load<Ts>(reader)...};
  }
#pragma GCC diagnostic pop
};

template <class T>
  requires(!AsBytes<T> && Serializes<T>)
struct Codec<T> {
  static void save(Writer& writer, const T& value) {
    const auto level = writer.enter();
    Saving saving(writer);
    run(saving, const_cast<T&>(value));  // serialize() has one form for both directions, and only reads here
  }
  static T load(Reader& reader) {
    const auto level = reader.enter();
    T value;
    Loading loading(reader);
    run(loading, value);
    return value;
  }

 private:
  template <class Archive>
  static void run(Archive& archive, T& value) {
    if constexpr (SerializesAsMember<T>) {
      value.serialize(archive);
    } else {
      serialize(archive, value);
    }
  }
};

template <class... Ts>
void Saving::operator()(const Ts&... parts) {
  (require_archivable<Ts>(), ...);
  (archive::save(writer_, parts), ...);
}

template <class... Ts>
void Loading::operator()(Ts&... parts) {
  (require_archivable<Ts>(), ...);
  ((parts = archive::load<Ts>(reader_)), ...);
}

}  // namespace mp::archive
