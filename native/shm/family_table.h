// A table in shared memory of the processes that use some memory together: which identity is which process.
//
// An identity is a random number of 30 bits, small enough for the word of a lock. Its slot holds the pid and
// the start time of the process, so an identity found in a word answers: alive or dead? A slot is taken again
// only when its process is dead, and then by another number: an identity in a word never comes to mean
// somebody else. Being random, one number serves a process in every table it enters.
//
// A parent enters its child before the fork, in its own name, and the child signs before any JavaScript runs.
// A slot also names the ancestors of its process and which of their forks led to it.
//
// Others have written what is in it: nothing is believed but that a process lives. IsAlive() may be asked by
// any thread.
#ifndef FORKABLE_SHM_FAMILY_TABLE_H_
#define FORKABLE_SHM_FAMILY_TABLE_H_

#include <sys/types.h>

#include <cstdint>

#include "native/base/result.h"
#include "native/shm/shared_mapping.h"

namespace forkable {

using Identity = uint32_t;
constexpr Identity kNobody = 0;
constexpr uint32_t kIdentityBits = 30;
constexpr uint32_t kIdentityMask = (1u << kIdentityBits) - 1;

// A process at an instant: what a slot says about it, in one word.
struct Life {
  pid_t pid = 0;
  uint64_t start = 0;  // 0: a child that has not signed yet
};

class FamilyTable {
 public:
  Status Create();
  Status Attach(UniqueFd fd);

  // EAGAIN: no room, or the identity is taken.
  Status Enter(Identity identity, Life life);
  // Replaces one of the two lives that the slot may show; false when it has been passed on.
  bool Sign(Identity identity, Life either, Life other, Life now);
  void SetAncestor(Identity child, Identity parent, uint32_t fork);

  bool Knows(Identity identity) const { return Find(identity) != 0; }
  bool IsAlive(Identity identity) const;
  pid_t PidOf(Identity identity) const;
  // Whether a process lives that descends from a fork of `self` numbered in [from, to).
  bool HasHeirs(Identity self, uint32_t from, uint32_t to) const;

  ino_t inode() const { return memory_.inode; }
  // Below 0: closed by the program, or never there.
  int fd() const;

 private:
  struct Table;
  uint32_t Find(Identity identity) const;
  bool TryTake(uint32_t index, uint64_t seen, Identity identity, Life life);
  bool TakeFresh(Identity identity, Life life);
  bool TakeDead(Identity identity, Life life, uint32_t looks);

  SharedMapping memory_;
  Table* table_ = nullptr;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_FAMILY_TABLE_H_
