#include "runtime/manager/object_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "runtime/error.h"

namespace mp::manager {
namespace {

constinit std::atomic<ObjectTable*> this_table = nullptr;
constinit std::atomic<pid_t> owner_of_table = 0;  // a fork of the server is no server

}  // namespace

ObjectTable* table_of_this_process() { return owner_of_table == ::getpid() ? this_table.load() : nullptr; }

void set_table_of_this_process(ObjectTable* table) {
  this_table = table;
  owner_of_table = ::getpid();
}

ObjectId ObjectTable::add_entry(Entry entry) {
  const ObjectId id{++last_};
  entries_.emplace(id, std::move(entry));
  return id;
}

ObjectId ObjectTable::add(TypeId id, const ServedType& type, std::shared_ptr<void> value) {
  auto object = std::make_shared<ServedObject>(id, &type, std::move(value));
  const std::lock_guard lock(mutex_);
  return add_entry({std::move(object), 1, false});
}

ObjectId ObjectTable::named(TypeId type, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto maker = named_.find(name);
  if (maker == named_.end() || maker->second.type != type) {
    throw ValueError(fmt::format("the manager has no object of that type with the name {}: register it in the server", name));
  }
  if (const auto made = made_.find(name); made != made_.end()) {
    ++entry(made->second).references;
    return made->second;
  }
  auto object = std::make_shared<ServedObject>(type, find_type(type), maker->second.make());
  return made_[name] = add_entry({std::move(object), 1, true});
}

ObjectTable::Entry& ObjectTable::entry(ObjectId id) {
  const auto found = entries_.find(id);
  if (found != entries_.end()) return found->second;
  throw ValueError(fmt::format("the manager has no object {}: nobody refers to it any more", static_cast<std::uint64_t>(id)));
}

std::shared_ptr<ServedObject> ObjectTable::find(ObjectId id) const {
  const std::lock_guard lock(mutex_);
  return const_cast<ObjectTable*>(this)->entry(id).object;
}

void ObjectTable::incref(ObjectId id) {
  const std::lock_guard lock(mutex_);
  ++entry(id).references;
}

void ObjectTable::decref(ObjectId id) {
  std::shared_ptr<ServedObject> last;  // destroyed after the lock
  const std::lock_guard lock(mutex_);
  Entry& found = entry(id);
  if (found.references == 0) throw ValueError("the object has no reference that could be given back");
  if (--found.references != 0 || found.has_name) return;
  last = std::move(found.object);
  entries_.erase(id);
}

std::size_t ObjectTable::number_of_objects() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(entries_, [](const auto& each) { return each.second.references != 0; }));
}

std::string ObjectTable::debug_info() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& [id, entry] : entries_) {
    text += fmt::format("{}: references={} {}\n", static_cast<std::uint64_t>(id), entry.references, entry.object->type->name);
  }
  return text;
}

void ObjectTable::caller_ended(CallerId caller) {
  std::vector<std::shared_ptr<ServedObject>> concerned;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) {
      if (entry.object->type->caller_ended != nullptr) concerned.push_back(entry.object);
    }
  }
  for (const auto& object : concerned) object->type->caller_ended(object->value.get(), caller);
}

}  // namespace mp::manager
