// Who was born to whom: a table in memory that all processes share which come from one another by fork(2).
// The kernel forgets a process's first parent when it is adopted; this does not.
//
// Each child notes itself (a fork hook), spawned programs are noted by their parent. One slot for a pid
// modulo the table's size: an old entry may be overwritten, a wrong one is never believed (checksum, and the
// pid's present owner must not be younger than the entry).
#ifndef FORKABLE_POSIX_BIRTHS_H_
#define FORKABLE_POSIX_BIRTHS_H_

#include <sys/types.h>

#include <cstdint>

namespace forkable {

// Makes the table and registers the hook; later calls do nothing. Without memory there is simply no table.
void StartRecordingBirths();
void RecordBirth(pid_t child, pid_t parent);
// The parent that `child` was born to, or 0 when that is not known. `started`: the start time of the process
// that has the pid now, in nanoseconds of CLOCK_BOOTTIME.
pid_t BirthParent(pid_t child, int64_t started);

}  // namespace forkable

#endif  // FORKABLE_POSIX_BIRTHS_H_
