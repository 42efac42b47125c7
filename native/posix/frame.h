// Messages on a stream: a header, the length as 4 bytes, big-endian and signed, or -1 and the length as 8
// bytes when it is above 2^31 - 1; then the bytes. It is the format of Python's multiprocessing.connection.
//
// Neither side ever blocks, and the reader takes exactly the bytes of one message: who reads next, even in
// another process, finds the beginning of the next one. No threads, no JavaScript.
#ifndef FORKABLE_POSIX_FRAME_H_
#define FORKABLE_POSIX_FRAME_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

enum class StreamKind { kLocalSocket, kSocket, kPipe };

struct Stream {
  int fd = -1;
  StreamKind kind = StreamKind::kPipe;
};

// By fstat(2) and SO_DOMAIN.
Result<Stream> DescribeStream(int fd);

enum class Step { kDone, kWait, kEnd, kMemory };

constexpr size_t kShortHeader = 4;
constexpr size_t kLongHeader = 12;
size_t FrameSize(size_t payload);  // with its header
// A frame of this size goes into the stream in one piece or not at all.
bool IsAtomic(const Stream& stream, size_t frame);

// Puts the frame of `data` in from `*sent` on (which counts the header) as far as it goes. kDone: all of it;
// kWait: not writable now. `fds` travel with the first byte, over local sockets.
Result<Step> WriteFrame(const Stream& stream, const uint8_t* data, size_t size, size_t* sent, const int* fds,
                        size_t fd_count);

SysError EndInsideMessage();  // ERR_TRUNCATED_MESSAGE

class FrameReader {
 public:
  FrameReader() = default;
  ~FrameReader() { Reset(); }
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  // Takes what is there. kDone: a message of `size()` bytes is whole, in `scratch` when it fitted there at
  // once (`bytes()` is then null), else in memory of its own. kWait: more must come. kMemory: lend some for
  // `size()` bytes, or none, and call again. kEnd: end of file between two messages. The error EPIPE: end of
  // file inside one. EMSGSIZE: a length above `limit` or no length at all; the stream has lost its rhythm and
  // is to be closed.
  Result<Step> Advance(const Stream& stream, uint8_t* scratch, size_t scratch_size, uint64_t limit);

  // Some bytes of a message are taken and some are not.
  bool in_message() const { return header_got_ > 0; }
  size_t size() const { return size_; }
  uint8_t* bytes() const { return bytes_; }
  // Memory for the whole of the message that has begun; it stays the caller's, and in its place until Next()
  // or Reset(). nullptr: the reader is to get its own.
  void Lend(uint8_t* memory);
  bool lent() const { return lending_ == Lending::kLent; }
  // The lent memory is about to go: what has come moves to memory of the reader's own.
  Status Keep();
  // Hands over the bytes when they are not lent: the caller frees them with free(3).
  uint8_t* TakeBytes();
  // The descriptors that came with the message.
  std::vector<UniqueFd>& descriptors() { return descriptors_; }
  // More came than this process may have open (EMFILE): the kernel dropped them.
  bool descriptors_lost() const { return descriptors_lost_; }
  void Reset();
  // After kDone, when the bytes have been seen to.
  void Next();

 private:
  Result<Step> ReadHeader(const Stream& stream, uint64_t limit);
  Result<Step> ReadPayload(const Stream& stream, uint8_t* scratch, size_t scratch_size);
  Status Grow();
  void Drop();

  enum class Lending { kNotAsked, kLent, kRefused };

  uint8_t header_[kLongHeader];
  size_t header_got_ = 0;
  size_t header_size_ = kShortHeader;
  bool sized_ = false;
  size_t size_ = 0;
  size_t got_ = 0;
  uint8_t* bytes_ = nullptr;
  size_t capacity_ = 0;
  Lending lending_ = Lending::kNotAsked;
  std::vector<UniqueFd> descriptors_;
  bool descriptors_lost_ = false;
};

}  // namespace forkable

#endif  // FORKABLE_POSIX_FRAME_H_
