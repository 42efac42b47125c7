#include "native/binding/message_stream.h"

#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <new>

#include "native/base/fork_hooks.h"

namespace forkable::binding {

namespace {

// How often a reader in the middle of a message looks whether its writer lives; elsewhere the kernel tells.
constexpr int64_t kLifeCheck = 100 * kNanosPerMilli;
constexpr int64_t kShortestSpin = 8000;
constexpr int64_t kLongestSpin = 40000;
constexpr uint32_t kSpinAgain = 64;

// The streams of this thread. Only the thread that forks has any in the child.
thread_local MessageStream* first_ = nullptr;

bool IsFinal(Outcome outcome) { return outcome != Outcome::kWait && outcome != Outcome::kBusy; }

SysError Closed() { return {0, "", "handle is closed", "EBADF"}; }
SysError WriterDied() { return {0, "", "a process died in the middle of sending a message", "EPIPE"}; }
SysError ReaderDied() {
  return {0, "", "a process died in the middle of receiving a message", "ERR_TRUNCATED_MESSAGE"};
}

}  // namespace

MessageStream::MessageStream(const Stream& stream, std::shared_ptr<Share> share, int side, bool paired)
    : fd_(stream.fd), stream_(stream), share_(std::move(share)), side_(side), paired_(paired), next_(first_) {
  static const bool registered = [] {
    AddForkHooks({ShareAll, nullptr, ForgetParts});
    return true;
  }();
  (void)registered;
  if (first_ != nullptr) first_->previous_ = this;
  first_ = this;
}

MessageStream::~MessageStream() {
  Close(false);
  if (next_ != nullptr) next_->previous_ = previous_;
  (previous_ != nullptr ? previous_->next_ : first_) = next_;
}

void MessageStream::ShareAll() {
  std::vector<Share*> alone;
  for (MessageStream* stream = first_; stream != nullptr; stream = stream->next_) {
    if (stream->fd_.valid() && stream->share_->turns == nullptr) alone.push_back(stream->share_.get());
  }
  if (alone.empty()) return;
  Self();  // whoever takes a turn must be known to all: the table of identities has to exist before the fork
  std::sort(alone.begin(), alone.end());
  alone.erase(std::unique(alone.begin(), alone.end()), alone.end());
  const size_t length = alone.size() * sizeof(Turns);
  void* memory = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;  // without turns: whole messages up to what the kernel keeps whole
  auto mapping = std::make_shared<Mapping>(memory, length);
  for (size_t i = 0; i < alone.size(); i++) {
    alone[i]->turns = new (mapping->bytes() + i * sizeof(Turns)) Turns;
    alone[i]->memory = mapping;
  }
  for (MessageStream* stream = first_; stream != nullptr; stream = stream->next_) {
    if (stream->share_->memory != mapping) continue;
    stream->holding_write_ = stream->sent_ > 0;
    stream->holding_read_ = stream->reader_.in_message();
    if (stream->holding_write_) stream->write_turn()->Adopt();
    if (stream->holding_read_) stream->read_turn()->Adopt();
  }
}

void MessageStream::ForgetParts() {
  for (MessageStream* stream = first_; stream != nullptr; stream = stream->next_) {
    stream->reader_.Reset();
    stream->sent_ = 0;
    stream->holding_write_ = stream->holding_read_ = false;
  }
}

Status MessageStream::WaitFor(short events, const Deadline& deadline, bool sliced) {
  int64_t nanos = sliced ? deadline.left_at_most(kLifeCheck) : deadline.left();
  struct timespec limit = ToTimespec(nanos);
  struct pollfd wanted = {fd_.get(), events, 0};
  int ready = ::ppoll(&wanted, 1, nanos == INT64_MAX ? nullptr : &limit, nullptr);
  if (ready == -1) return SysError::Last("poll");
  return Ok();
}

Status MessageStream::TakeTurn(Turn* turn, bool split, const Deadline& deadline, bool* holding) {
  Result<Turn::Taking> taken = turn->Take(split, deadline);
  if (!taken.ok()) return taken.error();
  if (taken.value() == Turn::Taking::kTorn) return SysError{EPIPE};
  *holding = taken.value() == Turn::Taking::kMine;
  return Ok();
}

void MessageStream::EndTurn(Turn* turn, bool torn, bool* holding) {
  if (turn == nullptr || !*holding) return;
  *holding = false;
  if (torn) turn->Tear();
  else turn->Release();
}

Result<Outcome> MessageStream::TrySend(const Outgoing& message) {
  if (!fd_.valid()) return Closed();
  Turn* turn = write_turn();
  if (turn != nullptr && !holding_write_) {
    bool split = !IsAtomic(stream_, FrameSize(message.size));
    switch (turn->TryTake(split)) {
      case Turn::Taking::kBusy:
        return Outcome::kBusy;
      case Turn::Taking::kTorn:
        // Those who read at the other end shall know too.
        if (stream_.kind != StreamKind::kPipe) ::shutdown(fd_.get(), SHUT_WR);
        return WriterDied();
      case Turn::Taking::kMine:
        holding_write_ = true;
    }
  }
  Result<Step> step = WriteFrame(stream_, message.data, message.size, &sent_, message.fds, message.fd_count);
  if (!step.ok()) {
    EndTurn(turn, sent_ > 0, &holding_write_);
    sent_ = 0;
    return step.error();
  }
  if (step.value() == Step::kDone) sent_ = 0;
  if (sent_ == 0) EndTurn(turn, false, &holding_write_);
  return step.value() == Step::kDone ? Outcome::kDone : Outcome::kWait;
}

Result<Outcome> MessageStream::Send(const Outgoing& message, const Deadline& deadline) {
  for (;;) {
    Result<Outcome> outcome = TrySend(message);
    if (!outcome.ok() || outcome.value() == Outcome::kDone || deadline.passed()) return outcome;
    Status waited = Ok();
    if (outcome.value() == Outcome::kBusy) {
      waited = TakeTurn(write_turn(), !IsAtomic(stream_, FrameSize(message.size)), deadline, &holding_write_);
      if (!waited.ok() && waited.error().err == EPIPE) continue;  // torn: the next attempt says so
    } else {
      waited = WaitFor(POLLOUT, deadline, false);
    }
    if (!waited.ok()) return waited.error();
  }
}

Result<Outcome> MessageStream::TryReceive(const Scratch& scratch, uint64_t limit) {
  if (!fd_.valid()) return Closed();
  Turn* turn = read_turn();
  if (turn != nullptr && !holding_read_) {
    switch (turn->TryTake(true)) {
      case Turn::Taking::kBusy:
        return Outcome::kBusy;
      case Turn::Taking::kTorn:
        return ReaderDied();
      case Turn::Taking::kMine:
        holding_read_ = true;
    }
  }
  Result<Step> step = reader_.Advance(stream_, scratch.data, scratch.size, limit);
  if (!step.ok()) {
    EndTurn(turn, reader_.in_message(), &holding_read_);
    return step.error();
  }
  if (step.value() == Step::kMemory) return Outcome::kMemory;
  if (step.value() != Step::kWait || !reader_.in_message()) EndTurn(turn, false, &holding_read_);
  if (step.value() == Step::kEnd) return Outcome::kEnd;
  return step.value() == Step::kDone ? Outcome::kDone : Outcome::kWait;
}

// The other processes that hold the writing end keep it open, but the one that was sending is dead.
bool MessageStream::WriterIsGone() {
  return receiving() && share_->turns->write[1 - side_].IsTornOrAbandoned();
}

Result<Outcome> MessageStream::SpinFor(const Scratch& scratch, uint64_t limit, int64_t nanos) {
  static const bool helps = SpinningHelps();
  if (!helps || nanos <= 0) return Outcome::kWait;
  const int64_t end = NowNanos() + nanos;
  do {
    Result<Outcome> outcome = TryReceive(scratch, limit);
    if (!outcome.ok() || outcome.value() != Outcome::kWait) return outcome;
    ::sched_yield();  // the sender may be waiting for this very CPU: a woken process starts where its waker
                      // runs
  } while (NowNanos() < end);
  return Outcome::kWait;
}

// A message that comes within microseconds is worth waiting for awake: falling asleep and being woken takes
// longer than the message. What did not pay is tried less and less.
Result<Outcome> MessageStream::Spin(const Scratch& scratch, uint64_t limit) {
  const bool now_and_then = ++spins_ % kSpinAgain == 0;
  if (spin_nanos_ == 0 && !now_and_then) return Outcome::kWait;
  if (spin_nanos_ == 0) spin_nanos_ = kShortestSpin;
  Result<Outcome> outcome = SpinFor(scratch, limit, spin_nanos_);
  if (!outcome.ok() || outcome.value() != Outcome::kWait)
    spin_nanos_ = std::min(kLongestSpin, spin_nanos_ * 2);
  else spin_nanos_ = spin_nanos_ <= kShortestSpin ? 0 : spin_nanos_ / 2;
  return outcome;
}

Result<Outcome> MessageStream::Receive(const Scratch& scratch, uint64_t limit, const Deadline& deadline,
                                       int64_t awake) {
  bool writer_gone = false;
  bool spun = awake < 0 && deadline.passed();
  for (;;) {
    Result<Outcome> outcome = TryReceive(scratch, limit);
    if (outcome.ok() && outcome.value() == Outcome::kWait && !spun) {
      spun = true;
      outcome = awake < 0 ? Spin(scratch, limit) : SpinFor(scratch, limit, awake);
    }
    if (!outcome.ok() || IsFinal(outcome.value())) return outcome;
    if (outcome.value() == Outcome::kWait && writer_gone) {
      EndTurn(read_turn(), true, &holding_read_);
      return EndInsideMessage();
    }
    writer_gone = outcome.value() == Outcome::kWait && WriterIsGone();
    if (writer_gone) continue;  // once more: what it had sent may have come since
    if (deadline.passed()) return outcome;
    Status waited = Ok();
    if (outcome.value() == Outcome::kBusy) {
      waited = TakeTurn(read_turn(), true, deadline, &holding_read_);
      if (!waited.ok() && waited.error().err == EPIPE) continue;
    } else {
      waited = WaitFor(POLLIN, deadline, receiving());
    }
    if (!waited.ok()) return waited.error();
  }
}

void MessageStream::Close(bool silently) {
  if (!fd_.valid()) return;
  EndTurn(write_turn(), sent_ > 0 && !silently, &holding_write_);
  EndTurn(read_turn(), reader_.in_message() && !silently, &holding_read_);
  reader_.Reset();
  landing.Reset();
  sent_ = 0;
  fd_.reset();
}

}  // namespace forkable::binding
