// Identity, life and death of processes: calls that take and give integers.
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native/binding/module.h"
#include "native/binding/system_calls.h"
#include "native/posix/pidfd.h"

namespace forkable::binding {

static constexpr SystemCall kCalls[] = {
    {"getpid", "getpid", 0, [](const int64_t*) -> int64_t { return ::getpid(); }},
    {"getppid", "getppid", 0, [](const int64_t*) -> int64_t { return ::getppid(); }},
    {"getpgid", "getpgid", 1, [](const int64_t* a) -> int64_t { return ::getpgid(a[0]); }},
    {"getpgrp", "getpgrp", 0, [](const int64_t*) -> int64_t { return ::getpgrp(); }},
    {"setpgid", "setpgid", 2, [](const int64_t* a) -> int64_t { return ::setpgid(a[0], a[1]); }},
    {"getsid", "getsid", 1, [](const int64_t* a) -> int64_t { return ::getsid(a[0]); }},
    {"setsid", "setsid", 0, [](const int64_t*) -> int64_t { return ::setsid(); }},
    {"tcgetpgrp", "tcgetpgrp", 1, [](const int64_t* a) -> int64_t { return ::tcgetpgrp(a[0]); }},
    {"tcsetpgrp", "tcsetpgrp", 2, [](const int64_t* a) -> int64_t { return ::tcsetpgrp(a[0], a[1]); }},
    {"getuid", "getuid", 0, [](const int64_t*) -> int64_t { return ::getuid(); }},
    {"geteuid", "geteuid", 0, [](const int64_t*) -> int64_t { return ::geteuid(); }},
    {"getgid", "getgid", 0, [](const int64_t*) -> int64_t { return ::getgid(); }},
    {"getegid", "getegid", 0, [](const int64_t*) -> int64_t { return ::getegid(); }},
    // glibc has all threads of the process change together.
    {"setuid", "setuid", 1, [](const int64_t* a) -> int64_t { return ::setuid(a[0]); }},
    {"seteuid", "seteuid", 1, [](const int64_t* a) -> int64_t { return ::seteuid(a[0]); }},
    {"setgid", "setgid", 1, [](const int64_t* a) -> int64_t { return ::setgid(a[0]); }},
    {"setegid", "setegid", 1, [](const int64_t* a) -> int64_t { return ::setegid(a[0]); }},
    {"setresuid", "setresuid", 3, [](const int64_t* a) -> int64_t { return ::setresuid(a[0], a[1], a[2]); }},
    {"setresgid", "setresgid", 3, [](const int64_t* a) -> int64_t { return ::setresgid(a[0], a[1], a[2]); }},
    {"umask", "umask", 1, [](const int64_t* a) -> int64_t { return ::umask(a[0]); }},
    {"kill", "kill", 2, [](const int64_t* a) -> int64_t { return ::kill(a[0], a[1]); }},
    {"killpg", "killpg", 2, [](const int64_t* a) -> int64_t { return ::killpg(a[0], a[1]); }},
    {"pidfdOpen", "pidfd_open", 2, [](const int64_t* a) -> int64_t { return PidfdOpen(a[0], a[1]); }},
    {"nice", "nice", 1, [](const int64_t* a) -> int64_t { return ::nice(a[0]); }},
    {"getpriority", "getpriority", 2,
     [](const int64_t* a) -> int64_t { return ::getpriority(static_cast<__priority_which_t>(a[0]), a[1]); }},
    {"setpriority", "setpriority", 3,
     [](const int64_t* a) -> int64_t {
       return ::setpriority(static_cast<__priority_which_t>(a[0]), a[1], a[2]);
     }},
    {"exitNow", "_exit", 1,
     [](const int64_t* a) -> int64_t {
       ::_exit(static_cast<int>(a[0] & 0xff));
       return 0;
     }},
    {"abort", "abort", 0,
     [](const int64_t*) -> int64_t {
       ::abort();
       return 0;
     }},
};

void InitProcess(Napi::Env env, Napi::Object exports) { ExportSystemCalls(env, exports, kCalls); }

}  // namespace forkable::binding
