// constants: the numbers of the C headers by their C names. Each part of the library adds its group here.
#include <fcntl.h>
#include <napi.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native/binding/module.h"

// Not in the headers of every C library this builds with.
#ifndef SCHED_DEADLINE
#define SCHED_DEADLINE 6
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef PIDFD_NONBLOCK
#define PIDFD_NONBLOCK O_NONBLOCK
#endif
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

namespace forkable::binding {

struct Constant {
  const char* name;
  double value;
};
#define CONSTANT(name) \
  Constant { #name, static_cast<double>(name) }
static const Constant kConstants[] = {
    // Waiting.
    CONSTANT(WNOHANG),
    CONSTANT(WUNTRACED),
    CONSTANT(WCONTINUED),
    CONSTANT(WEXITED),
    CONSTANT(WSTOPPED),
    CONSTANT(WNOWAIT),
    CONSTANT(P_PID),
    CONSTANT(P_PGID),
    CONSTANT(P_ALL),
    CONSTANT(P_PIDFD),
    CONSTANT(CLD_EXITED),
    CONSTANT(CLD_KILLED),
    CONSTANT(CLD_DUMPED),
    CONSTANT(CLD_TRAPPED),
    CONSTANT(CLD_STOPPED),
    CONSTANT(CLD_CONTINUED),
    // Priorities and scheduling.
    CONSTANT(PRIO_PROCESS),
    CONSTANT(PRIO_PGRP),
    CONSTANT(PRIO_USER),
    CONSTANT(SCHED_OTHER),
    CONSTANT(SCHED_FIFO),
    CONSTANT(SCHED_RR),
    CONSTANT(SCHED_BATCH),
    CONSTANT(SCHED_IDLE),
    CONSTANT(SCHED_DEADLINE),
    CONSTANT(SCHED_RESET_ON_FORK),
    // Descriptors.
    CONSTANT(O_RDONLY),
    CONSTANT(O_WRONLY),
    CONSTANT(O_RDWR),
    CONSTANT(O_CREAT),
    CONSTANT(O_EXCL),
    CONSTANT(O_TRUNC),
    CONSTANT(O_APPEND),
    CONSTANT(O_NONBLOCK),
    CONSTANT(O_CLOEXEC),
    CONSTANT(O_DIRECT),
    CONSTANT(O_DIRECTORY),
    CONSTANT(O_NOFOLLOW),
    CONSTANT(O_NOCTTY),
    CONSTANT(O_SYNC),
    CONSTANT(O_DSYNC),
    CONSTANT(O_TMPFILE),
    CONSTANT(O_PATH),
    CONSTANT(PIDFD_NONBLOCK),
    CONSTANT(EFD_CLOEXEC),
    CONSTANT(EFD_NONBLOCK),
    CONSTANT(EFD_SEMAPHORE),
    CONSTANT(MFD_CLOEXEC),
    CONSTANT(MFD_ALLOW_SEALING),
    CONSTANT(MFD_HUGETLB),
    CONSTANT(F_DUPFD),
    CONSTANT(F_DUPFD_CLOEXEC),
    CONSTANT(F_GETFD),
    CONSTANT(F_SETFD),
    CONSTANT(F_GETFL),
    CONSTANT(F_SETFL),
    CONSTANT(FD_CLOEXEC),
    CONSTANT(F_SETPIPE_SZ),
    CONSTANT(F_GETPIPE_SZ),
    CONSTANT(F_ADD_SEALS),
    CONSTANT(F_GET_SEALS),
    CONSTANT(F_SEAL_SEAL),
    CONSTANT(F_SEAL_SHRINK),
    CONSTANT(F_SEAL_GROW),
    CONSTANT(F_SEAL_WRITE),
    CONSTANT(F_SEAL_FUTURE_WRITE),
    CONSTANT(SEEK_SET),
    CONSTANT(SEEK_CUR),
    CONSTANT(SEEK_END),
    CONSTANT(SPLICE_F_MOVE),
    CONSTANT(SPLICE_F_NONBLOCK),
    CONSTANT(SPLICE_F_MORE),
    // Memory.
    CONSTANT(PROT_NONE),
    CONSTANT(PROT_READ),
    CONSTANT(PROT_WRITE),
    CONSTANT(PROT_EXEC),
    CONSTANT(MAP_SHARED),
    CONSTANT(MAP_PRIVATE),
    CONSTANT(MAP_ANONYMOUS),
    CONSTANT(MAP_FIXED),
    CONSTANT(MAP_FIXED_NOREPLACE),
    CONSTANT(MAP_GROWSDOWN),
    CONSTANT(MAP_LOCKED),
    CONSTANT(MAP_NORESERVE),
    CONSTANT(MAP_POPULATE),
    CONSTANT(MAP_HUGETLB),
    // Limits and usage.
    CONSTANT(RLIMIT_AS),
    CONSTANT(RLIMIT_CORE),
    CONSTANT(RLIMIT_CPU),
    CONSTANT(RLIMIT_DATA),
    CONSTANT(RLIMIT_FSIZE),
    CONSTANT(RLIMIT_MEMLOCK),
    CONSTANT(RLIMIT_MSGQUEUE),
    CONSTANT(RLIMIT_NICE),
    CONSTANT(RLIMIT_NOFILE),
    CONSTANT(RLIMIT_NPROC),
    CONSTANT(RLIMIT_RSS),
    CONSTANT(RLIMIT_RTPRIO),
    CONSTANT(RLIMIT_RTTIME),
    CONSTANT(RLIMIT_SIGPENDING),
    CONSTANT(RLIMIT_STACK),
    CONSTANT(RUSAGE_SELF),
    CONSTANT(RUSAGE_CHILDREN),
    CONSTANT(RUSAGE_THREAD),
};
#undef CONSTANT

void InitConstants(Napi::Env env, Napi::Object exports) {
  Napi::Object constants = Napi::Object::New(env);
  for (const auto& constant : kConstants) constants.Set(constant.name, constant.value);
  constants.Freeze();
  exports.Set("constants", constants);
}

}  // namespace forkable::binding
