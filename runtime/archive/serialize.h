// How a class says by itself which of its parts travel, when the compiler cannot see them: one function for both directions.
//
//   class Account {
//    public:
//     template <class Archive>
//     void serialize(Archive& archive) { archive(owner_, balance_); }       // or a function beside the class:
//   };                                                                      // void serialize(Archive& archive, Account& account)
//
// Writing hands it the object to read from, reading an object made without arguments to fill. So the class needs a constructor
// without arguments, and serialize() does not change anything itself. Plain data never asks for it: it travels as its bytes.
// Thread and process safety: as the object's. Where it lives: private memory.
#pragma once

#include <concepts>

namespace mp::archive {

class Writer;
class Reader;

/// The archive that serialize() gets when its object is written.
class Saving {
 public:
  explicit Saving(Writer& writer) noexcept : writer_(writer) {}
  template <class... Ts>
  void operator()(const Ts&... parts);

 private:
  Writer& writer_;
};

/// The archive that serialize() gets when its object is read.
class Loading {
 public:
  explicit Loading(Reader& reader) noexcept : reader_(reader) {}
  template <class... Ts>
  void operator()(Ts&... parts);

 private:
  Reader& reader_;
};

template <class T>
concept SerializesAsMember = requires(T& value, Saving& saving, Loading& loading) {
  value.serialize(saving);
  value.serialize(loading);
};

template <class T>
concept SerializesAsFunction = requires(T& value, Saving& saving, Loading& loading) {
  serialize(saving, value);
  serialize(loading, value);
};

/// T has a serialize() of its own and can be made to be filled.
template <class T>
concept Serializes = std::default_initializable<T> && (SerializesAsMember<T> || SerializesAsFunction<T>);

}  // namespace mp::archive
