// The processes that share memory with each other: a table in shared memory, inherited by every fork, that
// gives each of them an identity small enough for a lock's word.
//
// An identity is 30 bits: a slot of the table (16) and the slot's generation (14). The slot holds the pid and
// the start time of its process, so an identity found in a word answers: alive or dead? A slot is taken again
// only when its process is dead, and then under another generation: an identity in a word never comes to mean
// somebody else (before 16,383 later processes of the same slot have come and gone).
//
// A parent reserves the slot of its child before the fork, and the child signs it before any JavaScript runs.
// Until then the reservation lives as long as the parent. A slot also names the ancestors of its process and
// which of their forks led to it: the owner of memory finds out whether anybody can still hold a block
// (arenas).
//
// The table comes into being with the first identity asked for; a program started by exec joins with the
// descriptor of its parent's table. Thread: the JavaScript thread, except IsAlive.
#ifndef FORKABLE_SHM_FAMILY_H_
#define FORKABLE_SHM_FAMILY_H_

#include <sys/types.h>

#include <cstdint>

#include "native/base/result.h"

namespace forkable {

using Identity = uint32_t;
constexpr Identity kNobody = 0;
constexpr uint32_t kIdentityBits = 30;
constexpr uint32_t kIdentityMask = (1u << kIdentityBits) - 1;

// This process. kNobody only when there is no table and none can be made (memory, 65,535 living processes).
Identity Self();
// The reason, after Self() gave kNobody.
SysError FamilyError();

// Ignores the bits above the identity; nobody is not alive.
bool IsAlive(uint32_t word);
// The pid behind an identity, or 0 when its slot has been passed on.
pid_t PidOf(uint32_t word);

// How many forks this process has tried since it has an identity.
uint32_t ForkCount();
// Whether a process lives that descends from a fork of this one numbered in [from, to): it may hold what
// existed then.
bool HasHeirs(uint32_t from, uint32_t to);

// For a program to be started by exec: the table's memfd (close-on-exec) and a slot reserved for it, as a
// fork reserves one. The program joins with both, before it has an identity of its own.
Result<int> FamilyFd();
Identity ReserveHeir();
// Whose the reserved slot is, once the program has been started: it counts as dead when it dies before it has
// joined. 0: it could not be started.
void NameHeir(Identity reserved, pid_t child);
Status JoinFamily(int fd, Identity reserved);

}  // namespace forkable

#endif  // FORKABLE_SHM_FAMILY_H_
