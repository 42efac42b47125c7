// One end of a connection: a descriptor, the message it is reading, the message it is writing, and, once a
// fork has made it common to several processes, the turns they take.
//
// JavaScript: new MessageStream(fd, partner?), methods below. Every call belongs to the thread that made the
// object. Owns the descriptor; the finalizer closes it.
#ifndef FORKABLE_BINDING_MESSAGE_STREAM_H_
#define FORKABLE_BINDING_MESSAGE_STREAM_H_

#include <napi.h>

#include <memory>
#include <vector>

#include "native/base/deadline.h"
#include "native/base/mapping.h"
#include "native/base/unique_fd.h"
#include "native/posix/frame.h"
#include "native/shm/turn.h"

namespace forkable::binding {

// What the processes that share the two ends of a pipe have in common.
struct Turns {
  Turn write[2];
  Turn read[2];
};

// Of the two ends of a Pipe, or of one end alone. The turns come with the first fork: before it nobody
// shares.
struct Share {
  Turns* turns = nullptr;
  std::shared_ptr<Mapping> memory;
};

enum class Outcome { kDone, kWait, kBusy, kEnd, kMemory };

struct Scratch {
  uint8_t* data;
  size_t size;
};

struct Outgoing {
  const uint8_t* data;
  size_t size;
  const int* fds;
  size_t fd_count;
};

class MessageStream {
 public:
  MessageStream(const Stream& stream, std::shared_ptr<Share> share, int side, bool paired);
  ~MessageStream();
  MessageStream(const MessageStream&) = delete;
  MessageStream& operator=(const MessageStream&) = delete;

  // One attempt and then, until the deadline, waiting for the next. EINTR is handed on. kBusy: another
  // process has the turn. A frame goes on where it was left; `frames_sent` and `messages_received` tell a
  // call that was interrupted that a nested one has done its work.
  Result<Outcome> Send(const Outgoing& message, const Deadline& deadline);
  // `awake`: nanoseconds to wait awake before falling asleep; below 0 as it has paid before. kMemory: see
  // FrameReader::Advance().
  Result<Outcome> Receive(const Scratch& scratch, uint64_t limit, const Deadline& deadline,
                          int64_t awake = -1);

  // Closes; in the middle of a message the end is torn for those who share it, unless `silently`.
  void Close(bool silently);

  bool sending() const { return sent_ > 0; }
  // In the middle of a message whose sender's life only we can look after: siblings of it keep the end open.
  bool receiving() const { return paired_ && share_->turns != nullptr && reader_.in_message(); }
  // The last call ended with what a signal handler threw.
  bool interrupted = false;

  // The Buffer whose memory is lent to the reader.
  Napi::ObjectReference landing;

  FrameReader& reader() { return reader_; }
  const std::shared_ptr<Share>& share() const { return share_; }
  int fd() const { return fd_.get(); }

  static void ShareAll();     // before a fork: turns for all streams of this thread
  static void ForgetParts();  // in the child: what the parent has begun is the parent's

 private:
  Result<Outcome> TrySend(const Outgoing& message);
  Result<Outcome> TryReceive(const Scratch& scratch, uint64_t limit);
  Result<Outcome> Spin(const Scratch& scratch, uint64_t limit);
  Result<Outcome> SpinFor(const Scratch& scratch, uint64_t limit, int64_t nanos);
  Status WaitFor(short events, const Deadline& deadline, bool sliced);
  Status TakeTurn(Turn* turn, bool split, const Deadline& deadline, bool* holding);
  void EndTurn(Turn* turn, bool torn, bool* holding);
  Turn* write_turn() { return share_->turns == nullptr ? nullptr : &share_->turns->write[side_]; }
  Turn* read_turn() { return share_->turns == nullptr ? nullptr : &share_->turns->read[side_]; }
  bool WriterIsGone();

  UniqueFd fd_;
  Stream stream_;
  std::shared_ptr<Share> share_;
  int side_;
  bool paired_;
  FrameReader reader_;
  size_t sent_ = 0;
  int64_t spin_nanos_ = 20000;
  uint32_t spins_ = 0;
  bool holding_write_ = false;
  bool holding_read_ = false;
  MessageStream* next_ = nullptr;
  MessageStream* previous_ = nullptr;
};

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_MESSAGE_STREAM_H_
