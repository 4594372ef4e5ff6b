#include "runtime/connection/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "runtime/error.h"

namespace mp {

namespace {

constexpr int kLargestPort = 65535;
constexpr std::size_t kPathOffset = offsetof(sockaddr_un, sun_path);

connection::KernelAddress unix_address(const Address& address) {
  const std::string& name = address.name();
  if (!connection::fits_kernel(name)) {
    throw ValueError(fmt::format("AF_UNIX path too long: {} has {} bytes, and the kernel takes {}", address.text(), name.size(),
                                 sizeof(sockaddr_un::sun_path) - 1));
  }
  connection::KernelAddress result;
  result.storage.ss_family = AF_UNIX;
  std::memcpy(reinterpret_cast<char*>(&result.storage) + kPathOffset, name.data(), name.size());
  // A path counts with its end; an abstract name has none.
  result.length = static_cast<socklen_t>(kPathOffset + name.size() + (address.is_abstract() ? 0 : 1));
  return result;
}

connection::KernelAddress tcp_address(const Address& address) {
  const addrinfo wish{.ai_flags = AI_NUMERICSERV | (address.name().empty() ? AI_PASSIVE : 0),
                      .ai_family = AF_INET,
                      .ai_socktype = SOCK_STREAM,
                      .ai_protocol = 0,
                      .ai_addrlen = 0,
                      .ai_addr = nullptr,
                      .ai_canonname = nullptr,
                      .ai_next = nullptr};
  addrinfo* found = nullptr;
  const char* host = address.name().empty() ? nullptr : address.name().c_str();
  const int error = ::getaddrinfo(host, std::to_string(address.port()).c_str(), &wish, &found);
  if (error != 0) {
    throw OSError(fmt::format("the address of host {} ({})", address.name(), ::gai_strerror(error)),
                  error == EAI_SYSTEM ? errno : EHOSTUNREACH);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  connection::KernelAddress result;
  std::memcpy(&result.storage, found->ai_addr, found->ai_addrlen);
  result.length = found->ai_addrlen;
  return result;
}

}  // namespace

Address::Address(std::string host, int port) : name_(std::move(host)), port_(port) {
  if (port < 0 || port > kLargestPort) throw ValueError(fmt::format("port {} is not between 0 and {}", port, kLargestPort));
}

std::string Address::text() const {
  if (is_abstract()) return "@" + name_.substr(1);
  return is_path() ? name_ : fmt::format("{}:{}", name_, port_);
}

namespace connection {

bool fits_kernel(std::string_view path) noexcept { return path.size() < sizeof(sockaddr_un::sun_path); }

KernelAddress to_kernel(const Address& address) { return address.is_path() ? unix_address(address) : tcp_address(address); }

Address from_kernel(const KernelAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    const auto& tcp = *reinterpret_cast<const sockaddr_in*>(&address.storage);
    std::array<char, INET_ADDRSTRLEN> host;
    ::inet_ntop(AF_INET, &tcp.sin_addr, host.data(), host.size());
    return {host.data(), ntohs(tcp.sin_port)};
  }
  std::string name(reinterpret_cast<const char*>(&address.storage) + kPathOffset, address.length - kPathOffset);
  if (!name.starts_with('\0')) name = name.c_str();
  return Address(std::move(name));
}

}  // namespace connection
}  // namespace mp
