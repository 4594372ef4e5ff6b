// mp::register_exception: an exception that is thrown in another process reaches the caller as what it is.
//
//   struct NoDatabase { std::string host; int code; };                  // or a class with a serialize(), see archive/serialize.h
//   const bool registered = mp::register_exception<NoDatabase>();       // before main: every process of the program knows it
//   try { pool.apply(query, 7); } catch (const NoDatabase& error) { retry(error.host); }
//
// For pools, executors and managers. Others arrive as RemoteError, which tells name, text and backtrace; so does a registered one
// that was thrown as a class derived from it, or that does not fit into bytes. Thread safety: every function may be called from
// any thread. Fork safety: a child knows what its parent knew; a spawned process runs the same initialisers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "runtime/archive/archivable.h"
#include "runtime/archive/archive.h"

namespace mp {

namespace internal {

struct ExceptionCodec {
  const std::type_info* type;
  void (*save_current)(archive::Writer& archive);  ///< REQUIRES: the exception that is being handled has that type
  void (*load_and_throw)(archive::Reader& archive);
};

void add_exception(ExceptionCodec codec);

template <class E>
void save_current(archive::Writer& archive) {
  try {
    throw;
  } catch (const E& exception) {
    archive::save(archive, exception);
  }
}

template <class E>
void load_and_throw(archive::Reader& archive) {
  E exception = archive::load<E>(archive);
  archive.expect_end();
  throw exception;
}

struct PackedException {
  std::string type;  ///< as the compiler names it within the program; empty: it is none that is registered
  std::vector<std::byte> object;
};

/// Empty if the exception that is being handled is none that is registered, or cannot be packed. REQUIRES: in a catch block.
PackedException pack_current_exception();

/// Throws it, if it is registered here, too, and its bytes are whole.
void throw_packed(const PackedException& exception);

}  // namespace internal

/// From now on in this process, and in those that it forks. Always true.
template <class E>
bool register_exception() {
  require_archivable<E>();
  internal::add_exception({&typeid(E), &internal::save_current<E>, &internal::load_and_throw<E>});
  return true;
}

}  // namespace mp
