/** The numbers of the C headers, by the names they have in C and in Python. */
import { native } from '../native';

const constant = (name: string): number => native.constants[name] ?? NaN;

// Options and results of the wait family.
export const WNOHANG = constant('WNOHANG');
export const WUNTRACED = constant('WUNTRACED');
export const WCONTINUED = constant('WCONTINUED');
export const WEXITED = constant('WEXITED');
export const WSTOPPED = constant('WSTOPPED');
export const WNOWAIT = constant('WNOWAIT');
export const P_PID = constant('P_PID');
export const P_PGID = constant('P_PGID');
export const P_ALL = constant('P_ALL');
export const P_PIDFD = constant('P_PIDFD');
export const CLD_EXITED = constant('CLD_EXITED');
export const CLD_KILLED = constant('CLD_KILLED');
export const CLD_DUMPED = constant('CLD_DUMPED');
export const CLD_TRAPPED = constant('CLD_TRAPPED');
export const CLD_STOPPED = constant('CLD_STOPPED');
export const CLD_CONTINUED = constant('CLD_CONTINUED');

// What priorities are of, and scheduling policies.
export const PRIO_PROCESS = constant('PRIO_PROCESS');
export const PRIO_PGRP = constant('PRIO_PGRP');
export const PRIO_USER = constant('PRIO_USER');
export const SCHED_OTHER = constant('SCHED_OTHER');
/** Another name of SCHED_OTHER. */
export const SCHED_NORMAL = SCHED_OTHER;
export const SCHED_FIFO = constant('SCHED_FIFO');
export const SCHED_RR = constant('SCHED_RR');
export const SCHED_BATCH = constant('SCHED_BATCH');
export const SCHED_IDLE = constant('SCHED_IDLE');
export const SCHED_DEADLINE = constant('SCHED_DEADLINE');
export const SCHED_RESET_ON_FORK = constant('SCHED_RESET_ON_FORK');

// Flags of open, pipe2, pidfdOpen, eventfd and memfdCreate; commands of fcntl.
export const O_RDONLY = constant('O_RDONLY');
export const O_WRONLY = constant('O_WRONLY');
export const O_RDWR = constant('O_RDWR');
export const O_CREAT = constant('O_CREAT');
export const O_EXCL = constant('O_EXCL');
export const O_TRUNC = constant('O_TRUNC');
export const O_APPEND = constant('O_APPEND');
export const O_NONBLOCK = constant('O_NONBLOCK');
export const O_CLOEXEC = constant('O_CLOEXEC');
export const O_DIRECT = constant('O_DIRECT');
export const O_DIRECTORY = constant('O_DIRECTORY');
export const O_NOFOLLOW = constant('O_NOFOLLOW');
export const O_NOCTTY = constant('O_NOCTTY');
export const O_SYNC = constant('O_SYNC');
export const O_DSYNC = constant('O_DSYNC');
export const O_TMPFILE = constant('O_TMPFILE');
export const O_PATH = constant('O_PATH');
export const PIDFD_NONBLOCK = constant('PIDFD_NONBLOCK');
export const EFD_CLOEXEC = constant('EFD_CLOEXEC');
export const EFD_NONBLOCK = constant('EFD_NONBLOCK');
export const EFD_SEMAPHORE = constant('EFD_SEMAPHORE');
export const MFD_CLOEXEC = constant('MFD_CLOEXEC');
export const MFD_ALLOW_SEALING = constant('MFD_ALLOW_SEALING');
export const MFD_HUGETLB = constant('MFD_HUGETLB');
export const F_DUPFD = constant('F_DUPFD');
export const F_DUPFD_CLOEXEC = constant('F_DUPFD_CLOEXEC');
export const F_GETFD = constant('F_GETFD');
export const F_SETFD = constant('F_SETFD');
export const F_GETFL = constant('F_GETFL');
export const F_SETFL = constant('F_SETFL');
export const FD_CLOEXEC = constant('FD_CLOEXEC');
export const F_SETPIPE_SZ = constant('F_SETPIPE_SZ');
export const F_GETPIPE_SZ = constant('F_GETPIPE_SZ');
export const F_ADD_SEALS = constant('F_ADD_SEALS');
export const F_GET_SEALS = constant('F_GET_SEALS');
export const F_SEAL_SEAL = constant('F_SEAL_SEAL');
export const F_SEAL_SHRINK = constant('F_SEAL_SHRINK');
export const F_SEAL_GROW = constant('F_SEAL_GROW');
export const F_SEAL_WRITE = constant('F_SEAL_WRITE');
export const F_SEAL_FUTURE_WRITE = constant('F_SEAL_FUTURE_WRITE');
export const SEEK_SET = constant('SEEK_SET');
export const SEEK_CUR = constant('SEEK_CUR');
export const SEEK_END = constant('SEEK_END');
export const SPLICE_F_MOVE = constant('SPLICE_F_MOVE');
export const SPLICE_F_NONBLOCK = constant('SPLICE_F_NONBLOCK');
export const SPLICE_F_MORE = constant('SPLICE_F_MORE');

// Protection and flags of mmap.
export const PROT_NONE = constant('PROT_NONE');
export const PROT_READ = constant('PROT_READ');
export const PROT_WRITE = constant('PROT_WRITE');
export const PROT_EXEC = constant('PROT_EXEC');
export const MAP_SHARED = constant('MAP_SHARED');
export const MAP_PRIVATE = constant('MAP_PRIVATE');
export const MAP_ANONYMOUS = constant('MAP_ANONYMOUS');
export const MAP_FIXED = constant('MAP_FIXED');
export const MAP_FIXED_NOREPLACE = constant('MAP_FIXED_NOREPLACE');
export const MAP_GROWSDOWN = constant('MAP_GROWSDOWN');
export const MAP_LOCKED = constant('MAP_LOCKED');
export const MAP_NORESERVE = constant('MAP_NORESERVE');
export const MAP_POPULATE = constant('MAP_POPULATE');
export const MAP_HUGETLB = constant('MAP_HUGETLB');

// Resources of getrlimit; whose usage getrusage tells.
export const RLIMIT_AS = constant('RLIMIT_AS');
export const RLIMIT_CORE = constant('RLIMIT_CORE');
export const RLIMIT_CPU = constant('RLIMIT_CPU');
export const RLIMIT_DATA = constant('RLIMIT_DATA');
export const RLIMIT_FSIZE = constant('RLIMIT_FSIZE');
export const RLIMIT_MEMLOCK = constant('RLIMIT_MEMLOCK');
export const RLIMIT_MSGQUEUE = constant('RLIMIT_MSGQUEUE');
export const RLIMIT_NICE = constant('RLIMIT_NICE');
export const RLIMIT_NOFILE = constant('RLIMIT_NOFILE');
export const RLIMIT_NPROC = constant('RLIMIT_NPROC');
export const RLIMIT_RSS = constant('RLIMIT_RSS');
export const RLIMIT_RTPRIO = constant('RLIMIT_RTPRIO');
export const RLIMIT_RTTIME = constant('RLIMIT_RTTIME');
export const RLIMIT_SIGPENDING = constant('RLIMIT_SIGPENDING');
export const RLIMIT_STACK = constant('RLIMIT_STACK');
export const RUSAGE_SELF = constant('RUSAGE_SELF');
export const RUSAGE_CHILDREN = constant('RUSAGE_CHILDREN');
export const RUSAGE_THREAD = constant('RUSAGE_THREAD');
