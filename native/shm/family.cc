#include "native/shm/family.h"

#include <sys/random.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"
#include "native/shm/process_life.h"
#include "native/shm/sealed_memory.h"

namespace forkable {

namespace {

constexpr uint32_t kMostFamilies = 256;
constexpr int kDraws = 8;

struct Family {
  FamilyTable tables[kMostFamilies];  // the own one first
  std::atomic<uint32_t> count{0};     // what is below does not change any more
  std::atomic<Identity> self{kNobody};
  Life life;
  uint32_t forks = 0;
  Identity reserved = kNobody;  // for the child of the fork under way
  SysError error;
};
// Never destroyed: the waiting thread asks to the very end.
Family& family_ = *new Family;

Identity Draw() {
  uint32_t number = 0;
  if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
    number = static_cast<uint32_t>((NowNanos() ^ (int64_t{::getpid()} << 32)) * 0x9e3779b97f4a7c15ull >> 32);
  }
  return number & kIdentityMask;
}

bool IsFree(Identity identity) {
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    if (family_.tables[i].Knows(identity)) return false;
  }
  return identity != kNobody;
}

// A new identity, in all tables.
Identity EnterEverywhere(Life life) {
  Identity identity = Draw();
  for (int i = 0; i < kDraws && !IsFree(identity); i++) identity = Draw();
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    Status entered = family_.tables[i].Enter(identity, life);
    if (entered.ok()) continue;
    family_.error = entered.error();
    return kNobody;
  }
  return identity;
}

bool EnsureTable() {
  if (family_.count.load() != 0) return true;
  Status made = family_.tables[0].Create();
  if (made.ok()) family_.count.store(1);
  else family_.error = made.error();
  return made.ok();
}

// ---- forks

void BeforeFork() {
  if (family_.self == kNobody) return;
  Identity reserved = EnterEverywhere(family_.life);
  if (reserved != kNobody) family_.tables[0].SetAncestor(reserved, family_.self, family_.forks);
  family_.reserved = reserved;
  family_.forks++;
}

// Unless the child has signed already: in its name, so that it counts as dead when it dies before it can
// sign.
void InParent() {
  Identity reserved = std::exchange(family_.reserved, kNobody);
  if (reserved == kNobody) return;
  Life child{ForkResult() > 0 ? ForkResult() : 0, 0};
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) family_.tables[i].Sign(reserved, family_.life, family_.life, child);
}

bool Adopt(Identity reserved, Life parent) {
  Life unsigned_life{::getpid(), 0};
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    if (!family_.tables[i].Sign(reserved, parent, unsigned_life, family_.life)) return false;
  }
  return true;
}

void InChild() {
  if (family_.self == kNobody) return;
  Identity parent = family_.self;
  Life parents_life = family_.life;
  Identity reserved = std::exchange(family_.reserved, kNobody);
  uint32_t fork = std::exchange(family_.forks, 0) - 1;
  family_.life = {::getpid(), StartTimeOf(::getpid())};
  if (reserved != kNobody && Adopt(reserved, parents_life)) {
    family_.self = reserved;
    return;
  }
  Identity entered = EnterEverywhere(family_.life);
  if (entered != kNobody) family_.tables[0].SetAncestor(entered, parent, fork);
  family_.self = entered;
}

[[maybe_unused]] const bool registered_ = [] {
  AddForkHooks({BeforeFork, InParent, InChild});
  return true;
}();

}  // namespace

Identity Self() {
  if (family_.self != kNobody) return family_.self;
  if (!EnsureTable()) return kNobody;
  family_.life = {::getpid(), StartTimeOf(::getpid())};
  family_.self = EnterEverywhere(family_.life);
  return family_.self;
}

SysError FamilyError() { return family_.error; }

bool IsAlive(uint32_t word) {
  Identity identity = word & kIdentityMask;
  if (identity == kNobody) return false;
  if (identity == family_.self) return true;
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    if (family_.tables[i].IsAlive(identity)) return true;
  }
  return false;
}

pid_t PidOf(uint32_t word) {
  Identity identity = word & kIdentityMask;
  uint32_t count = identity == kNobody ? 0 : family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    if (pid_t pid = family_.tables[i].PidOf(identity)) return pid;
  }
  return 0;
}

uint32_t ForkCount() { return family_.forks; }

bool HasHeirs(uint32_t from, uint32_t to) {
  if (family_.self == kNobody || from >= to) return false;
  return family_.tables[0].HasHeirs(family_.self, from, to);
}

Result<int> FamilyFd(uint32_t family) {
  if (Self() == kNobody) return FamilyError();
  int fd = family < family_.count.load() ? family_.tables[family].fd() : -1;
  if (fd < 0) return SysError{EBADF, "", "the descriptor of the table of processes is closed"};
  return fd;
}

Result<uint32_t> MeetFamily(UniqueFd fd) {
  if (Self() == kNobody) return FamilyError();
  ino_t inode = InodeOf(fd.get());
  uint32_t count = family_.count.load();
  for (uint32_t i = 0; i < count; i++) {
    if (inode != 0 && family_.tables[i].inode() == inode) return i;
  }
  if (count == kMostFamilies) {
    return SysError{EAGAIN, "", "shared memory of too many programs that are no relatives"};
  }
  FamilyTable& table = family_.tables[count];
  Status met = table.Attach(std::move(fd));
  if (met.ok()) met = table.Enter(family_.self, family_.life);
  if (!met.ok()) {
    table = FamilyTable();
    return met.error();
  }
  family_.count.store(count + 1);
  return count;
}

}  // namespace forkable
