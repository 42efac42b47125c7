// Sockets and pipes for connections. Every descriptor is close-on-exec; sockets that wait on the loop are
// never put into non-blocking mode here except where connect(2) and accept(2) need it.
#ifndef FORKABLE_POSIX_SOCKET_H_
#define FORKABLE_POSIX_SOCKET_H_

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <utility>

#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

// A Unix path or abstract name (first byte 0), or a numeric host with a port.
struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
};

Result<SocketAddress> UnixAddress(const std::string& path);
// Blocks while names are looked up (getaddrinfo). An empty host is every address of this machine.
Result<SocketAddress> TcpAddress(const std::string& host, uint16_t port);
// The path or name, and for TCP the numeric host.
std::string AddressText(const SocketAddress& address);
uint16_t AddressPort(const SocketAddress& address);

struct Ends {
  UniqueFd first;
  UniqueFd second;
};
Result<Ends> SocketPair();
Result<Ends> PipePair();  // first reads, second writes

// The file of a Unix socket gets mode 0600. TCP: SO_REUSEADDR. Accepting never blocks.
Result<UniqueFd> Listen(const SocketAddress& address, int backlog);
struct Accepted {
  UniqueFd fd;
  SocketAddress peer;
};
// An invalid descriptor: nobody is waiting (any more).
Result<Accepted> Accept(int listener);

struct Connecting {
  UniqueFd fd;
  bool in_progress = false;  // wait until it is writable, then ask SocketError
};
// EAGAIN: the backlog of a Unix listener is full.
Result<Connecting> Connect(const SocketAddress& address);
Status SocketError(int fd);
Result<SocketAddress> OwnAddress(int fd);

}  // namespace forkable

#endif  // FORKABLE_POSIX_SOCKET_H_
