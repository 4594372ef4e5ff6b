// mp::Address: where a Listener listens and a Client connects, written as in Python.
//
//   "/run/my.sock"         a path of the file system: processes of this machine that may enter its folder
//   "\0name"               an abstract name: every process of this machine (of its network namespace)
//   {"localhost", 6000}    a host and a port: any machine, through TCP over IPv4
//   {}                     for a Listener: a fresh path that nobody else can enter
//
// Thread, process and fork safety: a value in private memory.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace mp {

class Address {
 public:
  Address() = default;
  Address(std::string path) : name_(std::move(path)) {}
  /// A literal that begins with '\0' is an abstract name with all its characters, which a std::string made from it would lose.
  template <std::size_t N>
  Address(const char (&text)[N]) : name_(text[0] == '\0' ? std::string(text, N - 1) : std::string(text)) {}
  /// Throws ValueError when the port is none.
  Address(std::string host, int port);

  /// "AF_UNIX" or "AF_INET".
  std::string_view family() const noexcept { return is_path() ? "AF_UNIX" : "AF_INET"; }
  /// A path or an abstract name, empty for a client without one; for TCP the host.
  const std::string& name() const noexcept { return name_; }
  /// For TCP only; otherwise -1.
  int port() const noexcept { return port_; }

  bool is_path() const noexcept { return port_ < 0; }
  bool is_abstract() const noexcept { return is_path() && name_.starts_with('\0'); }

  /// As a message shows it: a path, @name, or host:port.
  std::string text() const;

  friend bool operator==(const Address&, const Address&) = default;

 private:
  std::string name_;
  int port_ = -1;
};

namespace connection {

/// An address in the kernel's form.
struct KernelAddress {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);

  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// Asks the name service for a host that is no number. Throws ValueError for a path that is too long, OSError for an unknown
/// host.
KernelAddress to_kernel(const Address& address);
Address from_kernel(const KernelAddress& address);
/// Whether a path has room in the kernel's form.
bool fits_kernel(std::string_view path) noexcept;

}  // namespace connection
}  // namespace mp
