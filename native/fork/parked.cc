#include "native/fork/parked.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "native/fork/arch.h"
#include "native/fork/engine.h"
#include "native/fork/raw.h"

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

namespace forkable {

namespace {

// In libc's syscall(), as others than libc itself call the kernel.
bool IsForeignCall(const ucontext_t* uc) {
  constexpr uintptr_t kMost = 64;
  return arch::ProgramCounter(uc) - reinterpret_cast<uintptr_t>(&::syscall) < kMost;
}

// Waiting, and not behind a lock: glibc waits for a mutex with the value 2. Its condition variables lock
// themselves with other values; only their own waiters use FUTEX_WAIT_BITSET (and, before 2.34, the value 0
// or 1). The locks of newer engines wait like that too (absl::Mutex), through syscall().
bool IsIdleFutexWait(const ucontext_t* uc, bool certain) {
  long operation = arch::Argument1(uc) & FUTEX_CMD_MASK;
  if (operation == FUTEX_WAIT_BITSET) return !certain || !IsForeignCall(uc);
  return !certain && operation == FUTEX_WAIT && arch::Argument2(uc) != 2;
}

bool IsParkedFor(const StoppedThread& thread, bool certain) {
  if (IsParkedInEpoll(thread)) return true;
  const ucontext_t* uc = thread.context;
  unsigned char code[arch::kSyscallSize];
  auto* at = reinterpret_cast<const void*>(arch::ProgramCounter(uc));
  if (raw::ReadMemory(at, code, sizeof code) && arch::IsSyscall(code)) {
    long number = arch::NumberOfRestarted(uc);
    if (number == SYS_futex_waitv) return true;
    if (number != SYS_futex) return false;
    return IsIdleFutexWait(uc, certain);
  }
  auto* behind = reinterpret_cast<const void*>(arch::ProgramCounter(uc) - arch::kSyscallSize);
  return arch::ReturnValue(uc) == -EINTR && raw::ReadMemory(behind, code, sizeof code) &&
         arch::IsSyscall(code);
}

}  // namespace

bool IsParkedInEpoll(const StoppedThread& thread) {
  const ucontext_t* uc = thread.context;
  if (arch::ReturnValue(uc) != -EINTR) return false;
  unsigned char code[arch::kSyscallSize];
  auto* behind = reinterpret_cast<const void*>(arch::ProgramCounter(uc) - arch::kSyscallSize);
  if (!raw::ReadMemory(behind, code, sizeof code) || !arch::IsSyscall(code)) return false;
  if (arch::kInterruptKeepsArgument0) return raw::IsEpoll(static_cast<int>(arch::Argument0(uc)));
  long number = arch::NumberOfInterrupted(uc);
#ifdef SYS_epoll_wait
  if (number == SYS_epoll_wait) return true;
#endif
  return number == SYS_epoll_pwait;
}

bool IsParked(const StoppedThread& thread) { return IsParkedFor(thread, false); }

bool SleepsWithoutLock(const StoppedThread& thread) { return IsParkedFor(thread, true); }

bool LacksNothing(const StoppedThread& thread) {
  return engine::IsJavaScriptCode(arch::ProgramCounter(thread.context)) || IsParkedInEpoll(thread);
}

}  // namespace forkable
