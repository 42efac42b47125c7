// Calls that move bytes and may block: all run under RunBlocking. Buffers are looked up anew for each
// attempt: a signal handler in between may have detached them. read(fd, buffer) write(fd, bytes) pread(fd,
// buffer, offset) pwrite(fd, bytes, offset) => bytes moved readv(fd, buffers, offset) writev(fd, buffers,
// offset): offset below 0 means the file's own position open(path, flags, mode) => fd sendfile(out, in,
// offset | null, count) splice(in, out, count, inOffset, outOffset, flags) copyFileRange(in, out, count,
// inOffset, outOffset): offsets below 0 mean the file's own position
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <climits>
#include <vector>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/module.h"

namespace forkable::binding {

template <typename Call>
static Napi::Value Blocking(Napi::Env env, const char* syscall, Call call, const char* detail = nullptr) {
  Result<int64_t> out = int64_t{0};
  auto attempt = [&]() -> Result<int64_t> {
    int64_t moved = call();
    if (moved < 0) return SysError::Last(syscall, detail);
    return moved;
  };
  if (!RunBlocking<int64_t>(env, attempt, &out)) return {};
  if (!out.ok()) return Throw(env, out.error());
  return Napi::Number::New(env, static_cast<double>(out.value()));
}

static Napi::Value Read(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  args.Memory(1);
  if (args.bad()) return {};
  return Blocking(info.Env(), "read", [&]() -> int64_t {
    Bytes bytes = args.Memory(1);
    return ::read(fd, bytes.data, bytes.size);
  });
}

static Napi::Value Write(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  args.Memory(1);
  if (args.bad()) return {};
  return Blocking(info.Env(), "write", [&]() -> int64_t {
    Bytes bytes = args.Memory(1);
    return ::write(fd, bytes.data, bytes.size);
  });
}

static Napi::Value Pread(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  args.Memory(1);
  int64_t offset = args.Int64(2);
  if (args.bad()) return {};
  return Blocking(info.Env(), "pread", [&]() -> int64_t {
    Bytes bytes = args.Memory(1);
    return ::pread(fd, bytes.data, bytes.size, offset);
  });
}

static Napi::Value Pwrite(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  args.Memory(1);
  int64_t offset = args.Int64(2);
  if (args.bad()) return {};
  return Blocking(info.Env(), "pwrite", [&]() -> int64_t {
    Bytes bytes = args.Memory(1);
    return ::pwrite(fd, bytes.data, bytes.size, offset);
  });
}

// The first IOV_MAX Uint8Arrays of an array; the kernel takes no more in one call.
static std::vector<struct iovec> Vectors(const Napi::Value& value) {
  Napi::Array array = value.As<Napi::Array>();
  uint32_t count = array.Length() < IOV_MAX ? array.Length() : IOV_MAX;
  std::vector<struct iovec> vectors;
  vectors.reserve(count);
  for (uint32_t i = 0; i < count; i++) {
    Napi::Value each = array.Get(i);
    if (!each.IsTypedArray()) continue;
    Napi::TypedArray bytes = each.As<Napi::TypedArray>();
    auto* start = static_cast<uint8_t*>(bytes.ArrayBuffer().Data());
    vectors.push_back({start + bytes.ByteOffset(), bytes.ByteLength()});
  }
  return vectors;
}

static Napi::Value Readv(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  int64_t offset = args.Int64(2);
  if (args.bad() || !info[1].IsArray()) return {};
  return Blocking(info.Env(), offset < 0 ? "readv" : "preadv", [&]() -> int64_t {
    std::vector<struct iovec> into = Vectors(info[1]);
    int count = static_cast<int>(into.size());
    return offset < 0 ? ::readv(fd, into.data(), count) : ::preadv(fd, into.data(), count, offset);
  });
}

static Napi::Value Writev(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  int64_t offset = args.Int64(2);
  if (args.bad() || !info[1].IsArray()) return {};
  return Blocking(info.Env(), offset < 0 ? "writev" : "pwritev", [&]() -> int64_t {
    std::vector<struct iovec> from = Vectors(info[1]);
    int count = static_cast<int>(from.size());
    return offset < 0 ? ::writev(fd, from.data(), count) : ::pwritev(fd, from.data(), count, offset);
  });
}

static Napi::Value Open(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string path = args.Text(0);
  int flags = args.Int(1);
  mode_t mode = args.Uint(2);
  if (args.bad()) return {};
  auto open = [&]() -> int64_t { return ::open(path.c_str(), flags | O_CLOEXEC, mode); };
  return Blocking(info.Env(), "open", open, path.c_str());
}

static Napi::Value Sendfile(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int out = args.Int(0);
  int in = args.Int(1);
  off_t offset = args.Int64(2);
  int64_t count = args.Int64(3);
  if (args.bad()) return {};
  return Blocking(info.Env(), "sendfile",
                  [&]() -> int64_t { return ::sendfile(out, in, offset < 0 ? nullptr : &offset, count); });
}

static Napi::Value Splice(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int in = args.Int(0);
  int out = args.Int(1);
  int64_t count = args.Int64(2);
  off64_t in_offset = args.Int64(3);
  off64_t out_offset = args.Int64(4);
  unsigned flags = args.Uint(5);
  if (args.bad()) return {};
  return Blocking(info.Env(), "splice", [&]() -> int64_t {
    return ::splice(in, in_offset < 0 ? nullptr : &in_offset, out, out_offset < 0 ? nullptr : &out_offset,
                    count, flags);
  });
}

static Napi::Value CopyFileRange(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int in = args.Int(0);
  int out = args.Int(1);
  int64_t count = args.Int64(2);
  off64_t in_offset = args.Int64(3);
  off64_t out_offset = args.Int64(4);
  if (args.bad()) return {};
  return Blocking(info.Env(), "copy_file_range", [&]() -> int64_t {
    return ::copy_file_range(in, in_offset < 0 ? nullptr : &in_offset, out,
                             out_offset < 0 ? nullptr : &out_offset, count, 0);
  });
}

// An eventfd is an anonymous inode: the only kind of file without a type. Eight bytes must not go anywhere
// else.
static bool IsEventfd(Napi::Env env, int fd, const char* syscall) {
  struct stat file = {};
  if (::fstat(fd, &file) < 0) {
    Throw(env, SysError::Last(syscall));
    return false;
  }
  if ((file.st_mode & S_IFMT) == 0) return true;
  Throw(env, {EINVAL, syscall, "not an eventfd"});
  return false;
}

// eventfdRead(fd) => bigint · eventfdWrite(fd, bigint)
static Napi::Value EventfdRead(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad() || !IsEventfd(info.Env(), fd, "eventfd_read")) return {};
  uint64_t counter = 0;
  auto attempt = [&]() -> int64_t { return ::read(fd, &counter, sizeof counter); };
  if (Blocking(info.Env(), "eventfd_read", attempt).IsEmpty()) return {};
  return Napi::BigInt::New(info.Env(), counter);
}

static Napi::Value EventfdWrite(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  uint64_t value = args.BigUint64(1);
  if (args.bad() || !IsEventfd(info.Env(), fd, "eventfd_write")) return {};
  auto attempt = [&]() -> int64_t { return ::write(fd, &value, sizeof value); };
  return Blocking(info.Env(), "eventfd_write", attempt);
}

void InitIo(Napi::Env env, Napi::Object exports) {
  exports.Set("read", Napi::Function::New<Read>(env, "read"));
  exports.Set("write", Napi::Function::New<Write>(env, "write"));
  exports.Set("pread", Napi::Function::New<Pread>(env, "pread"));
  exports.Set("pwrite", Napi::Function::New<Pwrite>(env, "pwrite"));
  exports.Set("readv", Napi::Function::New<Readv>(env, "readv"));
  exports.Set("writev", Napi::Function::New<Writev>(env, "writev"));
  exports.Set("open", Napi::Function::New<Open>(env, "open"));
  exports.Set("sendfile", Napi::Function::New<Sendfile>(env, "sendfile"));
  exports.Set("splice", Napi::Function::New<Splice>(env, "splice"));
  exports.Set("copyFileRange", Napi::Function::New<CopyFileRange>(env, "copyFileRange"));
  exports.Set("eventfdRead", Napi::Function::New<EventfdRead>(env, "eventfdRead"));
  exports.Set("eventfdWrite", Napi::Function::New<EventfdWrite>(env, "eventfdWrite"));
}

}  // namespace forkable::binding
