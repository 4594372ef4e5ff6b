// A namespace in a manager's server: Python's Manager().Namespace(), attributes of any type by their names.
//
//   const auto job = manager.Namespace();
//   job.set("size", 10);
//   int size = job.get<int>("size");        // exactly the type that was set: get<long>("size") throws ValueError
//
// Every member is one call, and one step for whoever else uses it. Who knows the attributes beforehand has more of a struct in a
// ValueProxy. An attribute travels by the archive; it is no proxy: a DictProxy of proxies keeps what they stand for.
// Thread, process, fork and kill safety: proxy.h.
#pragma once

#include <concepts>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy_of.h"
#include "runtime/type_name.h"

namespace mp {

namespace manager {

/// A value of any type, packed.
struct Attribute {
  std::string type;
  std::vector<std::byte> value;
};

class NamespaceState {
 public:
  /// Throw IndexError when there is none of that name; get throws ValueError when it is of another type.
  std::vector<std::byte> get(const std::string& name, const std::string& type) const;
  void del(const std::string& name);
  void set(const std::string& name, const Attribute& attribute);
  bool contains(const std::string& name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Attribute> attributes_;
};

}  // namespace manager

template <>
struct Exposed<manager::NamespaceState>
    : Exposes<&manager::NamespaceState::get, &manager::NamespaceState::del, &manager::NamespaceState::set,
              &manager::NamespaceState::contains, &manager::NamespaceState::names> {};

class NamespaceProxy : public manager::ProxyOf<manager::NamespaceState> {
  using State = manager::NamespaceState;

 public:
  using ProxyOf::ProxyOf;

  template <class T>
  void set(const std::string& name, const T& value) const {
    require_value<T>();
    archive::Writer writer;
    archive::save(writer, value);
    const auto bytes = writer.bytes();
    proxy_.call<&State::set>(name, manager::Attribute{std::string(type_name<T>()), {bytes.begin(), bytes.end()}});
  }
  /// Kept as a std::string.
  void set(const std::string& name, const char* text) const { set(name, std::string(text)); }
  /// Throws IndexError when there is none of that name, ValueError when it is of another type.
  template <class T>
  T get(const std::string& name) const {
    require_value<T>();
    const auto bytes = proxy_.call<&State::get>(name, std::string(type_name<T>()));
    archive::Reader reader(bytes);
    T value = archive::load<T>(reader);
    reader.expect_end();
    return value;
  }
  /// Python's `del job.name`. Throws IndexError when there is none.
  void del(const std::string& name) const { proxy_.call<&State::del>(name); }
  bool contains(const std::string& name) const { return proxy_.call<&State::contains>(name); }
  std::vector<std::string> names() const { return proxy_.call<&State::names>(); }

 private:
  template <class T>
  static void require_value() {
    require_archivable<T>();
    static_assert(!internal::IsProxy<T>,
                  "mp: a proxy is no attribute of a namespace; a dict of proxies keeps what they stand for");
  }
};

}  // namespace mp
