#include "native/posix/interrupt.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"
#include "native/posix/internal_signals.h"
#include "native/posix/process_mask.h"

namespace forkable {

namespace {

// The first kick comes when a system call that SA_RESTART has restarted blocks again; the later ones are for
// a thread that had not reached its system call by then.
constexpr int64_t kFirstKick = 20000;  // nanoseconds
constexpr int64_t kNextKicks = 1000000;

std::atomic<bool> pending_{false};
std::atomic<int> open_sections_{0};
std::atomic<bool> kicking_{false};
std::atomic<bool> ready_{false};
timer_t timer_;
pid_t owner_ = 0;  // the process the timer belongs to: it is not inherited
bool hooked_ = false;

bool OnMainThread() {
  static thread_local int8_t main = -1;  // survives a fork: the main thread is the one that forks
  if (main < 0) main = ::getpid() == static_cast<pid_t>(::syscall(SYS_gettid));
  return main == 1;
}

void SetTimer(int64_t first, int64_t next) {
  struct itimerspec spec;
  spec.it_value = ToTimespec(first);
  spec.it_interval = ToTimespec(next);
  ::timer_settime(timer_, 0, &spec, nullptr);
}

void OnKick(int) {
  if (pending_.load() && open_sections_.load() != 0) return;
  // Nobody left to kick: a timer started just when the section closed must not go on for ever.
  int saved = errno;
  kicking_.store(false);
  SetTimer(0, 0);
  if (pending_.load())
    InterruptOpenSection();  // became due meanwhile, and its timer was the one just stopped
  errno = saved;
}

Status MakeTimer() {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = KickSignal();
  event._sigev_un._tid = ::getpid();  // the main thread's
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) return SysError::Last("timer_create");
  owner_ = ::getpid();
  return Ok();
}

void InChild() {
  kicking_.store(false);
  ready_.store(false);
  if (owner_ != 0) ready_.store(MakeTimer().ok());
}

}  // namespace

bool interrupt_pending() { return pending_.load() && OnMainThread(); }
void set_interrupt_pending(bool value) { pending_.store(value); }

Status PrepareInterrupts() {
  if (ready_.load()) return Ok();
  struct sigaction action = {};
  action.sa_handler = OnKick;
  ::sigfillset(&action.sa_mask);
  if (::sigaction(KickSignal(), &action, nullptr) != 0) return SysError::Last("sigaction");
  Status made = MakeTimer();
  if (!made.ok()) return made;
  if (!hooked_) AddForkHooks({nullptr, nullptr, InChild});
  hooked_ = true;
  ready_.store(true);
  return Ok();
}

void InterruptOpenSection() {
  // Sequentially consistent on both sides: either the section's owner sees `pending_` or this sees the
  // section.
  if (open_sections_.load() == 0 || !ready_.load()) return;
  if (!kicking_.exchange(true)) SetTimer(kFirstKick, kNextKicks);
}

InterruptibleSection::InterruptibleSection() : main_(OnMainThread()) {
  if (!main_) return;
  // Written by the main thread alone. The store is ordered before the question for what is pending.
  open_sections_.store(open_sections_.load(std::memory_order_relaxed) + 1);
  OpenMaskForSection();
}

InterruptibleSection::~InterruptibleSection() {
  if (!main_) return;
  CloseMaskAfterSection();
  open_sections_.store(open_sections_.load(std::memory_order_relaxed) - 1, std::memory_order_release);
  if (kicking_.load() && kicking_.exchange(false)) SetTimer(0, 0);
}

}  // namespace forkable
