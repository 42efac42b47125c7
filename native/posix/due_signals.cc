#include "native/posix/due_signals.h"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

#include "native/posix/process_mask.h"

namespace forkable {

namespace {

// One for what the main thread has taken, one for what others have: a record of the main thread is whole
// whenever the main thread looks.
struct Inbox {
  std::atomic<uint64_t> claimed{0};
  std::atomic<uint64_t> ready{0};
  SignalRecord records[NSIG];
};
Inbox inboxes_[2];
std::atomic<pid_t> owner_{0};

uint64_t Bit(int signum) { return uint64_t{1} << (signum - 1); }

bool TakeRecorded(SignalRecord* out) {
  uint64_t ready[2] = {inboxes_[0].ready.load(), inboxes_[1].ready.load()};
  uint64_t all = ready[0] | ready[1];
  if (all == 0) return false;
  int signum = __builtin_ctzll(all) + 1;
  Inbox& inbox = inboxes_[(ready[0] & Bit(signum)) != 0 ? 0 : 1];
  *out = inbox.records[signum];
  inbox.ready.fetch_and(~Bit(signum));
  inbox.claimed.fetch_and(~Bit(signum));  // last: from here on the record may be overwritten
  return true;
}

bool TakeQueued(SignalRecord* out) {
  sigset_t takeable = TakeableNow();
  struct timespec now = {0, 0};
  siginfo_t info;
  if (::sigtimedwait(&takeable, &info, &now) <= 0) return false;
  *out = ToRecord(info);
  out->queued = true;
  return true;
}

}  // namespace

SignalRecord ToRecord(const siginfo_t& info) {
  SignalRecord out;
  out.signo = info.si_signo;
  out.code = info.si_code;
  out.error = info.si_errno;
  if (info.si_code == SI_TIMER) {
    out.value = info.si_value.sival_int;
    return out;
  }
  bool of_the_kernel = info.si_code > 0 && info.si_signo != SIGCHLD;
  if (of_the_kernel) return out;  // a fault's address, say
  out.pid = info.si_pid;
  out.uid = static_cast<int>(info.si_uid);
  if (info.si_signo == SIGCHLD && info.si_code > 0) {
    out.status = info.si_status;
  } else if (info.si_code == SI_QUEUE || info.si_code == SI_MESGQ) {
    out.value = info.si_value.sival_int;
  }
  return out;
}

bool RecordSignal(const siginfo_t& info, bool on_main_thread) {
  if (info.si_signo < 1 || info.si_signo >= NSIG) return true;
  BeginInThisProcess();
  Inbox& inbox = inboxes_[on_main_thread ? 0 : 1];
  uint64_t bit = Bit(info.si_signo);
  if ((inbox.claimed.fetch_or(bit) & bit) != 0) return false;
  inbox.records[info.si_signo] = ToRecord(info);
  inbox.ready.fetch_or(bit);
  return true;
}

bool AnySignalDue() { return (inboxes_[0].ready.load() | inboxes_[1].ready.load()) != 0; }

bool TakeDueSignal(SignalRecord* out) { return TakeRecorded(out) || TakeQueued(out); }

void BeginInThisProcess() {
  pid_t pid = ::getpid();
  if (owner_.load() == pid || owner_.exchange(pid) == pid) return;
  for (Inbox& inbox : inboxes_) {
    inbox.ready.store(0);
    inbox.claimed.store(0);
  }
}

}  // namespace forkable
