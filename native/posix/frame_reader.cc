#include <endian.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>

#include "native/base/retry.h"
#include "native/posix/frame.h"

namespace forkable {

namespace {

// What is allocated before the bytes have come, whatever a header says; then twice what has come.
constexpr size_t kFirstAllocation = 1 << 20;
// The owner is asked for memory up to here: a length nobody means costs addresses, no pages.
constexpr size_t kMostLent = 32 << 20;
constexpr size_t kMaxFds = 253;

ssize_t ReadPipe(int fd, uint8_t* to, size_t size) {
  struct iovec part = {to, size};
  ssize_t got = RetryOnEintr([&] { return ::preadv2(fd, &part, 1, -1, RWF_NOWAIT); });
  if (got >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return got;
  struct pollfd wanted = {fd, POLLIN, 0};
  if (RetryOnEintr([&] { return ::poll(&wanted, 1, 0); }) == 0) {
    errno = EAGAIN;
    return -1;
  }
  return RetryOnEintr([&] { return ::read(fd, to, size); });
}

// Descriptors ride on the header only; whatever else a peer attaches is closed by the kernel for want of
// room.
ssize_t ReadWithRights(int fd, uint8_t* to, size_t size, std::vector<UniqueFd>* rights, bool* lost) {
  struct iovec part = {to, size};
  alignas(struct cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))];
  struct msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = RetryOnEintr([&] { return ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC); });
  if (got < 0) return got;
  if ((message.msg_flags & MSG_CTRUNC) != 0) *lost = true;
  for (struct cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int received;
      memcpy(&received, CMSG_DATA(item) + i * sizeof(int), sizeof(int));
      rights->emplace_back(received);
    }
  }
  return got;
}

ssize_t ReadSocket(int fd, uint8_t* to, size_t size) {
  return RetryOnEintr([&] { return ::recv(fd, to, size, MSG_DONTWAIT); });
}

SysError BadLength() { return {0, "", "bad message length", "ERR_BAD_MESSAGE_LENGTH"}; }

}  // namespace

SysError EndInsideMessage() { return {0, "", "got end of file during message", "ERR_TRUNCATED_MESSAGE"}; }

Result<Step> FrameReader::Advance(const Stream& stream, uint8_t* scratch, size_t scratch_size,
                                  uint64_t limit) {
  if (!sized_) {
    Result<Step> header = ReadHeader(stream, limit);
    if (!header.ok() || header.value() != Step::kDone) return header;
  }
  if (size_ > limit) return BadLength();
  return ReadPayload(stream, scratch, scratch_size);
}

Result<Step> FrameReader::ReadHeader(const Stream& stream, uint64_t limit) {
  if (header_got_ == 0) {  // nobody asked for those of the message before
    descriptors_.clear();
    descriptors_lost_ = false;
  }
  while (header_got_ < header_size_) {
    uint8_t* to = header_ + header_got_;
    size_t wanted = header_size_ - header_got_;
    ssize_t got = stream.kind == StreamKind::kPipe ? ReadPipe(stream.fd, to, wanted)
                  : stream.kind == StreamKind::kLocalSocket
                      ? ReadWithRights(stream.fd, to, wanted, &descriptors_, &descriptors_lost_)
                      : ReadSocket(stream.fd, to, wanted);
    bool reset = got == -1 && errno == ECONNRESET && stream.kind == StreamKind::kLocalSocket;
    if (got == 0 || reset) {
      if (header_got_ > 0) return EndInsideMessage();
      return Step::kEnd;
    }
    if (got == -1) {
      if (errno == EAGAIN) return Step::kWait;
      return SysError::Last(stream.kind == StreamKind::kPipe ? "read" : "recvmsg");
    }
    header_got_ += static_cast<size_t>(got);
    if (header_got_ == kShortHeader && header_size_ == kShortHeader) {
      uint32_t length;
      memcpy(&length, header_, 4);
      int32_t size = static_cast<int32_t>(be32toh(length));
      if (size == -1) {
        header_size_ = kLongHeader;
      } else if (size < 0) {
        return BadLength();
      } else {
        size_ = static_cast<size_t>(size);
      }
    }
  }
  if (header_size_ == kLongHeader) {
    uint64_t length;
    memcpy(&length, header_ + 4, 8);
    length = be64toh(length);
    if (length > limit) return BadLength();
    size_ = static_cast<size_t>(length);
  }
  sized_ = true;
  return Step::kDone;
}

Result<Step> FrameReader::ReadPayload(const Stream& stream, uint8_t* scratch, size_t scratch_size) {
  const bool direct = bytes_ == nullptr && size_ <= scratch_size;
  if (!direct && bytes_ == nullptr && size_ <= kMostLent && lending_ == Lending::kNotAsked)
    return Step::kMemory;
  while (got_ < size_) {
    if (!direct && got_ == capacity_) {
      Status grown = Grow();
      if (!grown.ok()) return grown.error();
    }
    uint8_t* to = (direct ? scratch : bytes_) + got_;
    size_t wanted = (direct ? size_ : capacity_) - got_;
    ssize_t got = stream.kind == StreamKind::kPipe ? ReadPipe(stream.fd, to, wanted)
                                                   : ReadSocket(stream.fd, to, wanted);
    if (got > 0) {
      got_ += static_cast<size_t>(got);
      continue;
    }
    if (got == 0 || errno == ECONNRESET) return EndInsideMessage();
    if (errno != EAGAIN) return SysError::Last(stream.kind == StreamKind::kPipe ? "read" : "recv");
    if (direct && got_ > 0) {  // the scratch memory is others' too: keep what has come
      size_t come = got_;
      Status grown = Grow();
      if (!grown.ok()) return grown.error();
      memcpy(bytes_, scratch, come);
    }
    return Step::kWait;
  }
  return Step::kDone;
}

Status FrameReader::Grow() {
  size_t capacity = std::min(size_, std::max(kFirstAllocation, capacity_ * 2));
  void* grown = ::realloc(bytes_, std::max<size_t>(capacity, 1));
  if (grown == nullptr) return SysError{ENOMEM, "realloc", "no memory for the message"};
  bytes_ = static_cast<uint8_t*>(grown);
  capacity_ = capacity;
  return Ok();
}

void FrameReader::Lend(uint8_t* memory) {
  lending_ = memory == nullptr ? Lending::kRefused : Lending::kLent;
  bytes_ = memory;
  capacity_ = memory == nullptr ? 0 : size_;
}

Status FrameReader::Keep() {
  if (!lent()) return Ok();
  auto* own = static_cast<uint8_t*>(::malloc(std::max<size_t>(size_, 1)));
  lending_ = Lending::kRefused;
  if (own == nullptr) {
    bytes_ = nullptr;
    size_ = SIZE_MAX;  // more than any limit: nothing can be read any more
    return SysError{ENOMEM, "malloc", "no memory for the message"};
  }
  memcpy(own, bytes_, got_);
  bytes_ = own;
  return Ok();
}

uint8_t* FrameReader::TakeBytes() {
  uint8_t* bytes = bytes_;
  lending_ = Lending::kNotAsked;
  bytes_ = nullptr;
  capacity_ = 0;
  return bytes;
}

void FrameReader::Drop() {
  if (!lent()) ::free(bytes_);
  bytes_ = nullptr;
  lending_ = Lending::kNotAsked;
}

void FrameReader::Next() {
  Drop();
  capacity_ = size_ = got_ = header_got_ = 0;
  header_size_ = kShortHeader;
  sized_ = false;
}

void FrameReader::Reset() {
  Next();
  descriptors_.clear();
}

}  // namespace forkable
