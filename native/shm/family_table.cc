#include "native/shm/family_table.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "native/shm/process_life.h"
#include "native/shm/sealed_memory.h"

namespace forkable {

namespace {

constexpr uint64_t kMagic = 0x32796c696d'6166ull;  // "family2"
constexpr uint32_t kSlots = 65536;                 // slot 0 stays empty
constexpr uint32_t kAncestors = 6;
constexpr int kStartBits = 42;
constexpr uint64_t kStartMask = (uint64_t{1} << kStartBits) - 1;
// Slots never used are preferred while there are few: finding a dead one costs a look at each.
constexpr uint32_t kFreshFirst = 1024;
constexpr uint32_t kLooks = 64;

struct Ancestor {
  uint32_t identity;
  uint32_t fork;  // the number of its fork that led here
};

struct Slot {
  std::atomic<uint64_t> who;        // pid 22 bits | start time 42, in one word: signed by one write
  std::atomic<uint32_t> ancestors;  // how many, at most kAncestors; more than that: truncated
  uint32_t unused;
  Ancestor lineage[kAncestors];  // the nearest first
};
static_assert(sizeof(Slot) == 64);

uint64_t Pack(Life life) {
  return (static_cast<uint64_t>(life.pid) << kStartBits) | (life.start & kStartMask);
}
Life Unpack(uint64_t who) { return {static_cast<pid_t>(who >> kStartBits), who & kStartMask}; }

bool Lives(uint64_t who) {
  Life life = Unpack(who);
  return IsProcessAlive(life.pid, life.start, life.start == 0 ? 0 : kStartMask);
}

}  // namespace

struct FamilyTable::Table {
  uint64_t magic;
  std::atomic<uint32_t> used;  // slots ever used
  std::atomic<uint32_t> hint;
  uint32_t unused[12];
  std::atomic<uint32_t> identities[kSlots];
  Slot slots[kSlots];
};

Status FamilyTable::Create() {
  Result<SharedMapping> made = CreateSharedMapping("forkable-family", sizeof(Table));
  if (!made.ok()) return made.error();
  memory_ = made.take();
  table_ = reinterpret_cast<Table*>(memory_.mapping.address());
  table_->magic = kMagic;
  return Ok();
}

Status FamilyTable::Attach(UniqueFd fd) {
  Result<SharedMapping> made = AttachSharedMapping(std::move(fd));
  if (!made.ok()) return made.error();
  auto* table = reinterpret_cast<Table*>(made.value().mapping.address());
  if (made.value().mapping.length() != sizeof(Table) || table->magic != kMagic) {
    return SysError{EINVAL, "", "the descriptor is not that of a table of processes", "ERR_BAD_MESSAGE"};
  }
  memory_ = made.take();
  table_ = table;
  return Ok();
}

int FamilyTable::fd() const {
  // The program may have closed our descriptor, and another file may have its number now.
  bool ours = memory_.inode != 0 && InodeOf(memory_.fd.get()) == memory_.inode;
  return ours ? memory_.fd.get() : -1;
}

// ---- entering

Status FamilyTable::Enter(Identity identity, Life life) {
  bool taken = Knows(identity);
  bool entered = !taken && ((table_->used.load() >= kFreshFirst && TakeDead(identity, life, kLooks)) ||
                            TakeFresh(identity, life) || TakeDead(identity, life, kSlots));
  if (entered) return Ok();
  return SysError{EAGAIN, "", "no room for another process in the table of processes"};
}

// The life first: whoever finds the old identity here for a moment takes a dead process for a living one, and
// looks again.
bool FamilyTable::TryTake(uint32_t index, uint64_t seen, Identity identity, Life life) {
  Slot& slot = table_->slots[index];
  if (!slot.who.compare_exchange_strong(seen, Pack(life))) return false;
  slot.ancestors.store(0);
  table_->identities[index].store(identity);
  return true;
}

bool FamilyTable::TakeFresh(Identity identity, Life life) {
  uint32_t index = table_->used.load();
  while (index + 1 < kSlots) {
    if (table_->used.compare_exchange_weak(index, index + 1)) return TryTake(index + 1, 0, identity, life);
  }
  return false;
}

bool FamilyTable::TakeDead(Identity identity, Life life, uint32_t looks) {
  uint32_t used = std::min(table_->used.load(), kSlots - 1);
  for (uint32_t i = 0; i < looks && i < used; i++) {
    uint32_t index = 1 + table_->hint.fetch_add(1) % used;
    uint64_t who = table_->slots[index].who.load();
    if (!Lives(who) && TryTake(index, who, identity, life)) return true;
  }
  return false;
}

bool FamilyTable::Sign(Identity identity, Life either, Life other, Life now) {
  uint32_t index = Find(identity);
  if (index == 0) return false;
  std::atomic<uint64_t>& who = table_->slots[index].who;
  uint64_t seen = who.load();
  while (seen == Pack(either) || seen == Pack(other)) {
    if (who.compare_exchange_weak(seen, Pack(now))) return true;
  }
  return false;
}

void FamilyTable::SetAncestor(Identity child, Identity parent, uint32_t fork) {
  const Slot& from = table_->slots[Find(parent)];
  Slot& to = table_->slots[Find(child)];
  to.lineage[0] = {parent, fork};
  for (uint32_t i = 1; i < kAncestors; i++) to.lineage[i] = from.lineage[i - 1];
  to.ancestors.store(from.ancestors.load() + 1);
}

// ---- asking

uint32_t FamilyTable::Find(Identity identity) const {
  uint32_t used = std::min(table_->used.load(), kSlots - 1);
  for (uint32_t index = 1; index <= used; index++) {
    if (table_->identities[index].load(std::memory_order_acquire) == identity) return index;
  }
  return 0;
}

bool FamilyTable::IsAlive(Identity identity) const {
  uint32_t index = Find(identity);
  return index != 0 && Lives(table_->slots[index].who.load());
}

pid_t FamilyTable::PidOf(Identity identity) const {
  uint32_t index = Find(identity);
  return index == 0 ? 0 : Unpack(table_->slots[index].who.load()).pid;
}

bool FamilyTable::HasHeirs(Identity self, uint32_t from, uint32_t to) const {
  uint32_t used = std::min(table_->used.load(), kSlots - 1);
  for (uint32_t index = 1; index <= used; index++) {
    const Slot& slot = table_->slots[index];
    uint32_t count = slot.ancestors.load();
    bool heir = count > kAncestors;  // an ancestor may have been cut off: assume that it was this process
    for (uint32_t i = 0; i < count && i < kAncestors; i++) {
      const Ancestor& ancestor = slot.lineage[i];
      if (ancestor.identity == self && ancestor.fork >= from && ancestor.fork < to) heir = true;
    }
    if (heir && Lives(slot.who.load())) return true;
  }
  return false;
}

}  // namespace forkable
