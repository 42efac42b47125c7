// Sockets, pipes and poll for JavaScript: flat functions over native/posix/{socket,poll}. Descriptors go out
// as numbers; the caller owns them.
#include <napi.h>
#include <unistd.h>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/module.h"
#include "native/posix/frame.h"
#include "native/posix/poll.h"
#include "native/posix/socket.h"

namespace forkable::binding {

namespace {

Napi::Value Pair(Napi::Env env, Result<Ends> ends) {
  if (!ends.ok()) return Throw(env, ends.error());
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, ends.value().first.release());
  out.Set(1u, ends.value().second.release());
  return out;
}
Napi::Value SocketPair(const Napi::CallbackInfo& info) { return Pair(info.Env(), forkable::SocketPair()); }
Napi::Value PipePair(const Napi::CallbackInfo& info) { return Pair(info.Env(), forkable::PipePair()); }

// The path or name, or [host, port].
Napi::Value ToJs(Napi::Env env, const SocketAddress& address) {
  std::string text = AddressText(address);
  if (address.family() == AF_UNIX) return Napi::String::New(env, text);
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, text);
  out.Set(1u, static_cast<double>(AddressPort(address)));
  return out;
}

// (path) or (host, port).
Result<SocketAddress> FromJs(Arguments* args) {
  std::string text = args->Text(0);
  if (!args->at(1).IsNumber()) return UnixAddress(text);
  return TcpAddress(text, static_cast<uint16_t>(args->Uint(1)));
}

// listenSocket(pathOrHost, port | undefined, backlog) → fd
Napi::Value ListenSocket(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int backlog = args.Int(2);
  if (args.bad()) return {};
  Result<SocketAddress> address = FromJs(&args);
  if (args.bad()) return {};
  if (!address.ok()) return Throw(info.Env(), address.error());
  Result<UniqueFd> fd = Listen(address.value(), backlog);
  if (!fd.ok()) return Throw(info.Env(), fd.error());
  return Napi::Number::New(info.Env(), fd.value().release());
}

// acceptSocket(fd) → [fd, address], or undefined when nobody waits
Napi::Value AcceptSocket(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int listener = args.Int(0);
  if (args.bad()) return {};
  Result<Accepted> accepted = Accept(listener);
  if (!accepted.ok()) return Throw(env, accepted.error());
  if (!accepted.value().fd.valid()) return env.Undefined();
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(1u, ToJs(env, accepted.value().peer));
  out.Set(0u, accepted.value().fd.release());
  return out;
}

// connectSocket(pathOrHost, port | undefined) → [fd, whether it is still under way]
Napi::Value ConnectSocket(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Result<SocketAddress> address = FromJs(&args);
  if (args.bad()) return {};
  if (!address.ok()) return Throw(env, address.error());
  Result<Connecting> begun = Connect(address.value());
  if (!begun.ok()) return Throw(env, begun.error());
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, begun.value().fd.release());
  out.Set(1u, Napi::Boolean::New(env, begun.value().in_progress));
  return out;
}

// connectResult(fd): throws what connect(2) ended with.
Napi::Value ConnectResult(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Status status = SocketError(fd);
  if (!status.ok()) return Throw(info.Env(), status.error());
  return info.Env().Undefined();
}

Napi::Value SocketName(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Result<SocketAddress> address = OwnAddress(fd);
  if (!address.ok()) return Throw(info.Env(), address.error());
  return ToJs(info.Env(), address.value());
}

bool Wanted(Arguments* args, std::vector<struct pollfd>* out) {
  Napi::Value list = args->at(0);
  if (!list.IsArray()) return false;
  Napi::Array fds = list.As<Napi::Array>();
  // As lib/ and libuv count them: 1 readable, 2 writable.
  const int asked = args->Int(1);
  const auto events = static_cast<short>(((asked & 1) != 0 ? POLLIN : 0) | ((asked & 2) != 0 ? POLLOUT : 0));
  for (uint32_t i = 0; i < fds.Length(); i++) {
    Napi::HandleScope scope(fds.Env());
    Napi::Value item = fds.Get(i);
    if (!item.IsNumber()) return false;
    out->push_back({item.As<Napi::Number>().Int32Value(), events, 0});
  }
  return !args->bad();
}

// pollDescriptors(fds, events, ms) → the indices of those that are ready
Napi::Value PollDescriptors(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  std::vector<struct pollfd> wanted;
  if (!Wanted(&args, &wanted))
    return args.bad() ? Napi::Value() : ThrowType(env, "descriptors were expected");
  const Deadline deadline = args.Timeout(2);
  if (args.bad()) return {};
  Result<int> ready = 0;
  if (!RunBlocking(env, [&] { return Poll(&wanted, deadline); }, &ready)) return {};
  if (!ready.ok()) return Throw(env, ready.error());
  Napi::Array out = Napi::Array::New(env);
  uint32_t count = 0;
  for (uint32_t i = 0; i < wanted.size(); i++) {
    if (wanted[i].revents != 0) out.Set(count++, i);
  }
  return out;
}

// epollOf(fds, events) → fd
Napi::Value EpollOfDescriptors(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::vector<struct pollfd> wanted;
  if (!Wanted(&args, &wanted))
    return args.bad() ? Napi::Value() : ThrowType(info.Env(), "descriptors were expected");
  Result<UniqueFd> epoll = EpollOf(wanted);
  if (!epoll.ok()) return Throw(info.Env(), epoll.error());
  return Napi::Number::New(info.Env(), epoll.value().release());
}

// isLocalSocket(fd): whether descriptors can be sent over it.
Napi::Value IsLocalSocket(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Result<Stream> stream = DescribeStream(fd);
  return Napi::Boolean::New(info.Env(), stream.ok() && stream.value().kind == StreamKind::kLocalSocket);
}

// A descriptor with an owner: closed by close() or with the object.
class Descriptor : public Napi::ObjectWrap<Descriptor> {
 public:
  static void Init(Napi::Env env, Napi::Object exports) {
    exports.Set("Descriptor", DefineClass(env, "Descriptor",
                                          {InstanceMethod<&Descriptor::Fileno>("fileno"),
                                           InstanceMethod<&Descriptor::Close>("close"),
                                           InstanceMethod<&Descriptor::Release>("release")}));
  }
  explicit Descriptor(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Descriptor>(info) {
    Arguments args(info);
    int fd = args.Int(0);
    if (!args.bad()) fd_.reset(fd);
  }

 private:
  Napi::Value Fileno(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), fd_.get()); }
  Napi::Value Release(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), fd_.release()); }
  void Close(const Napi::CallbackInfo&) { fd_.reset(); }
  UniqueFd fd_;
};

}  // namespace

void InitSockets(Napi::Env env, Napi::Object exports) {
  exports.Set("socketPair", Napi::Function::New(env, SocketPair));
  exports.Set("pipePair", Napi::Function::New(env, PipePair));
  exports.Set("listenSocket", Napi::Function::New(env, ListenSocket));
  exports.Set("acceptSocket", Napi::Function::New(env, AcceptSocket));
  exports.Set("connectSocket", Napi::Function::New(env, ConnectSocket));
  exports.Set("connectResult", Napi::Function::New(env, ConnectResult));
  exports.Set("socketName", Napi::Function::New(env, SocketName));
  exports.Set("pollDescriptors", Napi::Function::New(env, PollDescriptors));
  exports.Set("epollOf", Napi::Function::New(env, EpollOfDescriptors));
  exports.Set("isLocalSocket", Napi::Function::New(env, IsLocalSocket));
  Descriptor::Init(env, exports);
}

}  // namespace forkable::binding
