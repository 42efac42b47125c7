#include "native/posix/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "native/base/retry.h"

namespace forkable {

namespace {

constexpr int kSilentSeconds = 60;
constexpr int kProbeSeconds = 10;
constexpr int kProbes = 6;

const sockaddr* Raw(const SocketAddress& address) {
  return reinterpret_cast<const sockaddr*>(&address.storage);
}
sockaddr* Raw(SocketAddress* address) { return reinterpret_cast<sockaddr*>(&address->storage); }

// Messages leave at once. A host that has vanished without a word is found out after two minutes (tcp(7)):
// the system's own two hours would be for ever to who waits for it.
void PrepareTcp(int fd, int family) {
  if (family == AF_UNIX) return;
  auto set = [fd](int level, int option, int value) {
    ::setsockopt(fd, level, option, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, kSilentSeconds);
  set(IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
  set(IPPROTO_TCP, TCP_KEEPCNT, kProbes);
}

SysError LookupError(int status) {
  switch (status) {
    case EAI_SYSTEM:
      return SysError::Last("getaddrinfo");
    case EAI_MEMORY:
      return {ENOMEM, "getaddrinfo"};
    case EAI_AGAIN:
      return {0, "getaddrinfo", "the name server does not answer", "EAI_AGAIN"};
    default:
      return {0, "getaddrinfo", "the host is not known", "ENOTFOUND"};
  }
}

}  // namespace

Result<SocketAddress> UnixAddress(const std::string& path) {
  SocketAddress address;
  auto* raw = reinterpret_cast<sockaddr_un*>(&address.storage);
  const bool abstract = !path.empty() && path[0] == '\0';
  if (path.empty()) return SysError{EINVAL, "bind", "an empty path"};
  if (path.size() + (abstract ? 0 : 1) > sizeof raw->sun_path)
    return SysError{ENAMETOOLONG, "bind", "AF_UNIX path too long"};
  raw->sun_family = AF_UNIX;
  memcpy(raw->sun_path, path.data(), path.size());
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  return address;
}

Result<SocketAddress> TcpAddress(const std::string& host, uint16_t port) {
  struct addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  if (host.empty()) hints.ai_family = AF_INET;  // as Python: "" is 0.0.0.0
  struct addrinfo* found = nullptr;
  int status = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), "0", &hints, &found);
  if (status != 0) return LookupError(status);
  const struct addrinfo* chosen = found;
  for (const struct addrinfo* item = found; item != nullptr; item = item->ai_next) {
    if (item->ai_family == AF_INET) {
      chosen = item;
      break;
    }
  }
  SocketAddress address;
  memcpy(&address.storage, chosen->ai_addr, chosen->ai_addrlen);
  address.size = chosen->ai_addrlen;
  ::freeaddrinfo(found);
  if (address.family() == AF_INET6)
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = htons(port);
  else reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
  return address;
}

std::string AddressText(const SocketAddress& address) {
  if (address.family() == AF_UNIX) {
    const auto* raw = reinterpret_cast<const sockaddr_un*>(&address.storage);
    if (address.size <= offsetof(sockaddr_un, sun_path)) return "";
    size_t size = address.size - offsetof(sockaddr_un, sun_path);
    return raw->sun_path[0] == '\0' ? std::string(raw->sun_path, size)
                                    : std::string(raw->sun_path, strnlen(raw->sun_path, size));
  }
  char text[INET6_ADDRSTRLEN] = "";
  if (address.family() == AF_INET6)
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr, text,
                sizeof text);
  else
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr, text,
                sizeof text);
  return text;
}

uint16_t AddressPort(const SocketAddress& address) {
  if (address.family() == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

Result<Ends> SocketPair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1) return SysError::Last("socketpair");
  return Ends{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<Ends> PipePair() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) == -1) return SysError::Last("pipe2");
  return Ends{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<UniqueFd> Listen(const SocketAddress& address, int backlog) {
  UniqueFd fd(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return SysError::Last("socket");
  if (address.family() == AF_UNIX) {
    // The mode of the socket is what bind(2) gives its file.
    if (::fchmod(fd.get(), 0600) == -1) return SysError::Last("fchmod");
  } else {
    int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  if (::bind(fd.get(), Raw(address), address.size) == -1) return SysError::Last("bind");
  if (::listen(fd.get(), backlog) == -1) return SysError::Last("listen");
  return fd;
}

Result<Accepted> Accept(int listener) {
  for (;;) {
    Accepted accepted;
    accepted.peer.size = sizeof accepted.peer.storage;
    int fd = ::accept4(listener, Raw(&accepted.peer), &accepted.peer.size, SOCK_CLOEXEC);
    if (fd >= 0) {
      accepted.fd.reset(fd);
      PrepareTcp(fd, accepted.peer.family());
      return accepted;
    }
    switch (errno) {
      case EAGAIN:
        return Accepted{};
      // A connection that was gone before we came to it, and accept(2)'s advice on pending network errors.
      case EINTR:
      case ECONNABORTED:
      case EPROTO:
      case ENETDOWN:
      case ENOPROTOOPT:
      case EHOSTDOWN:
      case ENONET:
      case EHOSTUNREACH:
      case ENETUNREACH:
        continue;
      default:
        return SysError::Last("accept");
    }
  }
}

Result<Connecting> Connect(const SocketAddress& address) {
  Connecting out;
  out.fd.reset(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!out.fd.valid()) return SysError::Last("socket");
  PrepareTcp(out.fd.get(), address.family());
  if (::connect(out.fd.get(), Raw(address), address.size) == -1) {
    if (errno != EINPROGRESS && errno != EINTR) return SysError::Last("connect");
    out.in_progress = true;
  }
  return out;
}

Status SocketError(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1) return SysError::Last("getsockopt");
  if (error != 0) return SysError{error, "connect"};
  return Ok();
}

Result<SocketAddress> OwnAddress(int fd) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getsockname(fd, Raw(&address), &address.size) == -1) return SysError::Last("getsockname");
  return address;
}

}  // namespace forkable
