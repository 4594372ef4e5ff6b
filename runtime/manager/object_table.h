// The objects that a manager's server holds for its clients, each with a count of references.
//
// An object goes with its last reference. A reference belongs to a connection of a client, to an answer that is on its way, or to
// a proxy in the server itself: a list of proxies keeps what they stand for. Objects with a name are kept until the server ends.
// Thread safety: every function may be called from any thread. Invariant: an object is destroyed while no lock is held, since its
// destructor may give back the references that it holds itself. Where it lives: private memory of the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/manager/registry.h"
#include "runtime/manager/request.h"

namespace mp::manager {

struct ServedObject {
  TypeId type_id;
  const ServedType* type;
  std::shared_ptr<void> value;
  std::mutex one_at_a_time;
};

/// How an object with a name is made, once, in the server.
struct NamedMaker {
  TypeId type;
  std::function<std::shared_ptr<void>()> make;
};
using NamedMakers = std::map<std::string, NamedMaker>;

class ObjectTable {
 public:
  ObjectTable(std::string place, NamedMakers named) : place_(std::move(place)), named_(std::move(named)) {}

  /// The text of the address that leads here.
  const std::string& place() const noexcept { return place_; }

  /// Adds an object with one reference.
  ObjectId add(TypeId id, const ServedType& type, std::shared_ptr<void> value);
  /// The object with this name, with one more reference. Throws ValueError if there is none of that name and type.
  ObjectId named(TypeId type, const std::string& name);
  /// Throws ValueError if there is none.
  std::shared_ptr<ServedObject> find(ObjectId id) const;
  void incref(ObjectId id);
  void decref(ObjectId id);
  /// Those that somebody refers to.
  std::size_t number_of_objects() const;
  /// One line for each of them: its number, its references, its type.
  std::string debug_info() const;
  void caller_ended(CallerId caller);

 private:
  struct Entry {
    std::shared_ptr<ServedObject> object;
    std::size_t references;
    bool has_name;
  };
  Entry& entry(ObjectId id);
  ObjectId add_entry(Entry entry);

  const std::string place_;
  NamedMakers named_;
  mutable std::mutex mutex_;  // of the three below
  std::map<ObjectId, Entry> entries_;
  std::map<std::string, ObjectId> made_;
  std::uint64_t last_ = 0;
};

/// The table of the server that runs in this process; nullptr in every other process.
ObjectTable* table_of_this_process();
void set_table_of_this_process(ObjectTable* table);

}  // namespace mp::manager
