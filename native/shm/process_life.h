// Is that process still there? A pid alone is not enough, numbers are reused: the start time goes with it.
//
// Read from /proc/<pid>/stat (proc(5)), about 8 µs; a zombie counts as dead. All processes that share memory
// must be in one pid namespace and see each other in /proc; where /proc is missing or no descriptor is left,
// kill(2) and readlink(2) answer instead, and a recycled pid counts as living. Async-signal-safe, no malloc.
#ifndef FORKABLE_SHM_PROCESS_LIFE_H_
#define FORKABLE_SHM_PROCESS_LIFE_H_

#include <sys/types.h>

#include <cstdint>

namespace forkable {

// Clock ticks since boot (field 22), or 0 when unknown.
uint64_t StartTimeOf(pid_t pid);

// `mask` says which bits of the start time the caller has kept.
bool IsProcessAlive(pid_t pid, uint64_t start, uint64_t mask);

}  // namespace forkable

#endif  // FORKABLE_SHM_PROCESS_LIFE_H_
