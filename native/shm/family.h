// This process among those that share memory with it. Its family is the table of processes
// (family_table.h) that every fork inherits; memory that came from a program which is no relative, over a
// socket, brings the table of that program's family along, and this process enters itself there too. It has
// one identity, the same in all of them.
//
// The table comes into being with the first identity asked for. Thread: the JavaScript thread, except
// IsAlive.
#ifndef FORKABLE_SHM_FAMILY_H_
#define FORKABLE_SHM_FAMILY_H_

#include <sys/types.h>

#include <cstdint>

#include "native/base/result.h"
#include "native/base/unique_fd.h"
#include "native/shm/family_table.h"

namespace forkable {

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

// The table of a family this process belongs to, as a descriptor to be sent with memory of that family;
// 0 is the own family.
Result<int> FamilyFd(uint32_t family);
// Enters the family whose table came with memory; takes the descriptor over. Gives its number here.
Result<uint32_t> MeetFamily(UniqueFd fd);

}  // namespace forkable

#endif  // FORKABLE_SHM_FAMILY_H_
