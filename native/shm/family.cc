#include "native/shm/family.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "native/base/fork_hooks.h"
#include "native/base/unique_fd.h"
#include "native/shm/process_life.h"

namespace forkable {

namespace {

constexpr uint32_t kSlots = 65536;  // slot 0 stays empty: nobody
constexpr uint32_t kGenerations = 1u << 14;
constexpr uint32_t kAncestors = 6;
constexpr uint64_t kStartMask = (uint64_t{1} << 28) - 1;
// Slots never used are preferred while there are few: finding a dead one costs a look at each.
constexpr uint32_t kFreshFirst = 1024;
constexpr uint32_t kLooks = 64;

struct Ancestor {
  uint32_t identity;
  uint32_t fork;  // the number of its fork that led here
};

struct Slot {
  std::atomic<uint64_t> who;  // pid 22 bits | generation 14 | start time 28, in one word: signed by one write
  std::atomic<uint32_t> ancestors;  // how many, at most kAncestors; more than that: truncated
  uint32_t unused;
  Ancestor lineage[kAncestors];  // the nearest first
};
static_assert(sizeof(Slot) == 64);

struct Table {
  std::atomic<uint32_t> used;  // slots ever used
  std::atomic<uint32_t> hint;
  uint32_t unused[14];
  Slot slots[kSlots];
};

uint64_t MakeWho(pid_t pid, uint32_t generation, uint64_t start) {
  return (static_cast<uint64_t>(pid) << 42) | (static_cast<uint64_t>(generation) << 28) |
         (start & kStartMask);
}
pid_t PidIn(uint64_t who) { return static_cast<pid_t>(who >> 42); }
uint32_t GenerationIn(uint64_t who) { return static_cast<uint32_t>(who >> 28) & (kGenerations - 1); }
uint64_t StartIn(uint64_t who) { return who & kStartMask; }
uint32_t SlotIn(uint32_t word) { return word & 0xffff; }
uint32_t GenerationOf(uint32_t word) { return (word >> 16) & (kGenerations - 1); }

struct Family {
  Table* table = nullptr;
  UniqueFd fd;
  ino_t inode = 0;
  Identity self = kNobody;
  uint64_t my_start = 0;
  uint32_t forks = 0;
  Identity reserved = kNobody;  // for the child of the fork under way
  SysError error;
};
Family family_;

bool Lives(uint64_t who) {
  pid_t pid = PidIn(who);
  if (pid == ::getpid() && StartIn(who) == (family_.my_start & kStartMask)) return true;
  // Not signed yet: the start time is unknown.
  return IsProcessAlive(pid, StartIn(who), StartIn(who) == 0 ? 0 : kStartMask);
}

Identity TryTake(uint32_t index, uint64_t seen, uint64_t start) {
  uint32_t generation = (GenerationIn(seen) + 1) & (kGenerations - 1);
  Slot& slot = family_.table->slots[index];
  if (!slot.who.compare_exchange_strong(seen, MakeWho(::getpid(), generation, start))) return kNobody;
  return index | (generation << 16);
}

Identity TakeFresh(uint64_t start) {
  Table* table = family_.table;
  uint32_t index = table->used.load();
  while (index + 1 < kSlots) {
    if (table->used.compare_exchange_weak(index, index + 1)) return TryTake(index + 1, 0, start);
  }
  return kNobody;
}

Identity TakeDead(uint64_t start, uint32_t looks) {
  Table* table = family_.table;
  uint32_t used = table->used.load();
  for (uint32_t i = 0; i < looks && i < used; i++) {
    uint32_t index = 1 + table->hint.fetch_add(1) % used;
    uint64_t who = table->slots[index].who.load();
    if (Lives(who)) continue;
    if (Identity taken = TryTake(index, who, start)) return taken;
  }
  return kNobody;
}

// A slot in the name of this process, for itself or for a child to come.
Identity TakeSlot(uint64_t start) {
  Identity taken = kNobody;
  if (family_.table->used.load() >= kFreshFirst) taken = TakeDead(start, kLooks);
  if (taken == kNobody) taken = TakeFresh(start);
  if (taken == kNobody) taken = TakeDead(start, kSlots);
  return taken;
}

void NoAncestors(Identity identity) { family_.table->slots[SlotIn(identity)].ancestors.store(0); }

void DescendFrom(Identity child, Identity parent, uint32_t fork) {
  const Slot& from = family_.table->slots[SlotIn(parent)];
  Slot& to = family_.table->slots[SlotIn(child)];
  to.lineage[0] = {parent, fork};
  for (uint32_t i = 1; i < kAncestors; i++) to.lineage[i] = from.lineage[i - 1];
  to.ancestors.store(from.ancestors.load() + 1);
}

bool MapTable(int fd) {
  int kind = fd >= 0 ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS;
  void* at = ::mmap(nullptr, sizeof(Table), PROT_READ | PROT_WRITE, kind | MAP_NORESERVE, fd, 0);
  if (at == MAP_FAILED) {
    family_.error = SysError::Last("mmap");
    return false;
  }
  family_.table = static_cast<Table*>(at);
  return true;
}

void NoteInode() {
  struct stat info;
  family_.inode = family_.fd.valid() && ::fstat(family_.fd.get(), &info) == 0 ? info.st_ino : 0;
}

bool EnsureTable() {
  if (family_.table != nullptr) return true;
  UniqueFd fd(::memfd_create("forkable-family", MFD_CLOEXEC));
  if (fd.valid() && ::ftruncate(fd.get(), sizeof(Table)) != 0) fd.reset();
  if (!MapTable(fd.get())) return false;  // without a descriptor: enough for forks
  family_.fd = std::move(fd);
  NoteInode();
  return true;
}

void BeforeFork() {
  if (family_.self != kNobody) family_.reserved = ReserveHeir();
}

void InParent() {
  Identity reserved = std::exchange(family_.reserved, kNobody);
  if (reserved != kNobody) NameHeir(reserved, ForkResult() > 0 ? ForkResult() : 0);
}

// Signs the slot that was reserved; false when its generation has moved on.
bool Adopt(Identity reserved) {
  Slot& slot = family_.table->slots[SlotIn(reserved)];
  uint64_t seen = slot.who.load();
  uint64_t signature = MakeWho(::getpid(), GenerationOf(reserved), family_.my_start);
  while (GenerationIn(seen) == GenerationOf(reserved)) {
    if (slot.who.compare_exchange_weak(seen, signature)) return true;
  }
  return false;
}

void InChild() {
  if (family_.self == kNobody) return;
  Identity parent = family_.self;
  Identity reserved = std::exchange(family_.reserved, kNobody);
  uint32_t fork = family_.forks;
  family_.forks = 0;
  family_.my_start = StartTimeOf(::getpid());
  if (reserved != kNobody && Adopt(reserved)) {
    family_.self = reserved;
    return;
  }
  family_.self = TakeSlot(family_.my_start);
  if (family_.self != kNobody) DescendFrom(family_.self, parent, fork);
}

[[maybe_unused]] const bool registered_ = [] {
  AddForkHooks({BeforeFork, InParent, InChild});
  return true;
}();

}  // namespace

Identity Self() {
  if (family_.self != kNobody) return family_.self;
  if (!EnsureTable()) return kNobody;
  family_.my_start = StartTimeOf(::getpid());
  family_.self = TakeSlot(family_.my_start);
  if (family_.self == kNobody) {
    family_.error = {EAGAIN, "", "no room for another process in the table of processes", nullptr};
  } else {
    NoAncestors(family_.self);
  }
  return family_.self;
}

SysError FamilyError() { return family_.error; }

bool IsAlive(uint32_t word) {
  word &= kIdentityMask;
  if (SlotIn(word) == 0 || family_.table == nullptr) return false;
  if (word == family_.self) return true;
  uint64_t who = family_.table->slots[SlotIn(word)].who.load();
  return GenerationIn(who) == GenerationOf(word) && Lives(who);
}

pid_t PidOf(uint32_t word) {
  if (SlotIn(word) == 0 || family_.table == nullptr) return 0;
  uint64_t who = family_.table->slots[SlotIn(word)].who.load();
  return GenerationIn(who) == GenerationOf(word) ? PidIn(who) : 0;
}

uint32_t ForkCount() { return family_.forks; }

bool HasHeirs(uint32_t from, uint32_t to) {
  if (family_.self == kNobody || from >= to) return false;
  uint32_t used = family_.table->used.load();
  for (uint32_t index = 1; index <= used && index < kSlots; index++) {
    const Slot& slot = family_.table->slots[index];
    uint32_t count = slot.ancestors.load();
    bool mine = count > kAncestors;  // an ancestor may have been cut off: assume that it was this process
    for (uint32_t i = 0; i < count && i < kAncestors; i++) {
      const Ancestor& ancestor = slot.lineage[i];
      if (ancestor.identity == family_.self && ancestor.fork >= from && ancestor.fork < to) mine = true;
    }
    if (mine && Lives(slot.who.load())) return true;
  }
  return false;
}

Result<int> FamilyFd() {
  if (Self() == kNobody) return FamilyError();
  struct stat info;
  // The program may have closed our descriptor, and another file may have its number now.
  if (family_.inode == 0 || ::fstat(family_.fd.get(), &info) != 0 || info.st_ino != family_.inode) {
    return SysError{EBADF, "", "the descriptor of the table of processes is closed", nullptr};
  }
  return family_.fd.get();
}

Identity ReserveHeir() {
  if (Self() == kNobody) return kNobody;
  uint32_t fork = family_.forks++;
  Identity reserved = TakeSlot(family_.my_start);
  if (reserved != kNobody) DescendFrom(reserved, family_.self, fork);
  return reserved;
}

void NameHeir(Identity reserved, pid_t child) {
  // Unless the child has signed already: in its name, so that it counts as dead when it dies before it can
  // sign.
  uint32_t generation = GenerationOf(reserved);
  uint64_t seen = MakeWho(::getpid(), generation, family_.my_start);
  family_.table->slots[SlotIn(reserved)].who.compare_exchange_strong(seen, MakeWho(child, generation, 0));
}

Status JoinFamily(int fd, Identity reserved) {
  if (family_.self != kNobody) {
    return SysError{EALREADY, "", "this process has an identity already", nullptr};
  }
  struct stat info;
  if (::fstat(fd, &info) != 0) return SysError::Last("fstat");
  if (info.st_size != static_cast<off_t>(sizeof(Table)))
    return SysError{EINVAL, "", "not a table of processes"};
  if (!MapTable(fd)) return family_.error;
  family_.fd.reset(fd);
  NoteInode();
  family_.my_start = StartTimeOf(::getpid());
  family_.self = Adopt(reserved) ? reserved : TakeSlot(family_.my_start);
  if (family_.self == kNobody) return SysError{EAGAIN, "", "no room for another process", nullptr};
  return Ok();
}

}  // namespace forkable
