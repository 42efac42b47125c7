#include "native/posix/process_mask.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "native/base/fork_hooks.h"
#include "native/posix/internal_signals.h"
#include "native/posix/thread_mask.h"

namespace forkable {

namespace {

pthread_mutex_t lock_ = PTHREAD_MUTEX_INITIALIZER;  // Workers call sigprocmask too
bool started_ = false;
sigset_t managed_;           // what threads no longer decide for themselves
sigset_t user_;              // blocked by the user
int holds_[NSIG] = {};       // held by the library
sigset_t read_by_sections_;  // held once for their handler
std::atomic<bool> sections_open_mask_{false};
int poll_fd_ = -1;

class Locked {
 public:
  Locked() { ::pthread_mutex_lock(&lock_); }
  ~Locked() { ::pthread_mutex_unlock(&lock_); }
};

void InChild() {
  // Taken by a thread of the parent that does not exist here.
  ::pthread_mutex_init(&lock_, nullptr);
}

void Start() {
  if (started_) return;
  started_ = true;
  ::sigemptyset(&managed_);
  ::sigemptyset(&read_by_sections_);
  ::pthread_sigmask(SIG_SETMASK, nullptr, &user_);
  AddForkHooks({nullptr, nullptr, InChild});
}

sigset_t Blocked() {
  sigset_t blocked = user_;
  for (int signum = 1; signum < NSIG; signum++) {
    if (holds_[signum] > 0) sigaddset(&blocked, signum);
  }
  return blocked;
}

sigset_t Takeable() {
  sigset_t out = read_by_sections_;
  for (int signum = 1; signum < NSIG; signum++) {
    if (holds_[signum] > 1 || sigismember(&user_, signum) == 1) sigdelset(&out, signum);
  }
  return out;
}

// Ready exactly when there is something to take: else the event loop would spin.
void RefreshPollFd() {
  if (poll_fd_ < 0) return;
  sigset_t takeable = Takeable();
  ::signalfd(poll_fd_, &takeable, SFD_NONBLOCK | SFD_CLOEXEC);
}

Status Apply() {
  RefreshPollFd();
  sigset_t blocked = Blocked();
  return SetMaskOfAllThreads(managed_, blocked, read_by_sections_);
}

}  // namespace

Result<sigset_t> ChangeUserMask(int how, const sigset_t* set) {
  Locked locked;
  Start();
  sigset_t before = user_;
  if (set == nullptr) return before;
  sigset_t wanted = *set;
  RemoveInternalSignals(&wanted);
  sigdelset(&wanted, SIGKILL);
  sigdelset(&wanted, SIGSTOP);
  for (int signum = 1; signum < NSIG; signum++) {
    bool named = sigismember(&wanted, signum) == 1;
    if (named || how == SIG_SETMASK) sigaddset(&managed_, signum);
    if (how == SIG_SETMASK || named) {
      if (named && how != SIG_UNBLOCK) {
        sigaddset(&user_, signum);
      } else {
        sigdelset(&user_, signum);
      }
    }
  }
  Status applied = Apply();
  if (!applied.ok()) return applied.error();
  return before;
}

sigset_t UserMask() {
  Locked locked;
  Start();
  return user_;
}

Status HoldSignals(const sigset_t& set) {
  Locked locked;
  Start();
  bool changes = false;
  for (int signum = 1; signum < NSIG; signum++) {
    if (sigismember(&set, signum) != 1 || IsInternalSignal(signum)) continue;
    bool managed = sigismember(&managed_, signum) == 1;
    if (holds_[signum]++ == 0 && !(managed && sigismember(&user_, signum) == 1)) changes = true;
    sigaddset(&managed_, signum);
  }
  RefreshPollFd();
  Status applied = changes ? Apply() : Ok();
  if (!applied.ok()) {
    for (int signum = 1; signum < NSIG; signum++) {
      if (sigismember(&set, signum) == 1 && holds_[signum] > 0) holds_[signum]--;
    }
  }
  return applied;
}

void ReleaseSignals(const sigset_t& set) {
  Locked locked;
  bool changes = false;
  for (int signum = 1; signum < NSIG; signum++) {
    if (sigismember(&set, signum) != 1 || holds_[signum] == 0) continue;
    if (--holds_[signum] == 0 && sigismember(&user_, signum) != 1) changes = true;
  }
  RefreshPollFd();
  if (changes) Apply().ok();
}

void ForgetHolds() {
  Locked locked;
  if (!started_) return;
  for (int signum = 1; signum < NSIG; signum++) {
    holds_[signum] = sigismember(&read_by_sections_, signum) == 1 ? 1 : 0;
  }
  Apply().ok();
}

Result<int> SetReadBySections(const sigset_t& set) {
  Locked locked;
  Start();
  if (poll_fd_ < 0) poll_fd_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (poll_fd_ < 0) return SysError::Last("signalfd");
  read_by_sections_ = set;
  RefreshPollFd();
  bool any = false;
  for (int signum = 1; signum < NSIG; signum++) any = any || sigismember(&set, signum) == 1;
  sections_open_mask_.store(any);
  return poll_fd_;
}

sigset_t TakeableNow() {
  Locked locked;
  Start();
  return Takeable();
}

void OpenMaskForSection() {
  if (!sections_open_mask_.load(std::memory_order_relaxed)) return;
  sigset_t open = TakeableNow();
  ::pthread_sigmask(SIG_UNBLOCK, &open, nullptr);
}

void CloseMaskAfterSection() {
  if (!sections_open_mask_.load(std::memory_order_relaxed)) return;
  sigset_t closed;
  {
    Locked locked;
    closed = read_by_sections_;
  }
  ::pthread_sigmask(SIG_BLOCK, &closed, nullptr);
}

}  // namespace forkable
