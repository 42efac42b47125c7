#include "native/posix/births.h"

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"

namespace forkable {

namespace {

struct Birth {
  std::atomic<uint64_t> pids;   // child << 32 | parent
  std::atomic<int64_t> noted;   // CLOCK_BOOTTIME, not before the birth
  std::atomic<uint64_t> check;  // of the two; written last
};

constexpr size_t kSlots = 16384;  // 384 KiB of address space; only what is touched takes memory
Birth* table = nullptr;
pid_t forking = 0;  // the parent of the fork under way

uint64_t Checksum(uint64_t pids, int64_t noted) {
  uint64_t mixed = (pids ^ 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  return (mixed ^ (mixed >> 29)) + static_cast<uint64_t>(noted) * 0x94d049bb133111ebu;
}

Birth& SlotOf(pid_t pid) { return table[static_cast<uint32_t>(pid) % kSlots]; }

int64_t BootNanos() {
  struct timespec now = {};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * kNanosPerSecond + now.tv_nsec;
}

}  // namespace

void StartRecordingBirths() {
  static bool started = false;
  if (started) return;
  started = true;
  void* memory = ::mmap(nullptr, kSlots * sizeof(Birth), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  table = static_cast<Birth*>(memory);
  ForkHooks hooks;
  hooks.before = [] { forking = ::getpid(); };
  hooks.in_child = [] { RecordBirth(::getpid(), forking); };
  AddForkHooks(hooks);
}

void RecordBirth(pid_t child, pid_t parent) {
  if (table == nullptr) return;
  Birth& slot = SlotOf(child);
  uint64_t pids = static_cast<uint64_t>(child) << 32 | static_cast<uint32_t>(parent);
  int64_t noted = BootNanos();
  slot.check.store(0, std::memory_order_release);
  slot.pids.store(pids, std::memory_order_release);
  slot.noted.store(noted, std::memory_order_release);
  slot.check.store(Checksum(pids, noted), std::memory_order_release);
}

pid_t BirthParent(pid_t child, int64_t started) {
  if (table == nullptr) return 0;
  Birth& slot = SlotOf(child);
  uint64_t check = slot.check.load(std::memory_order_acquire);
  int64_t noted = slot.noted.load(std::memory_order_acquire);
  uint64_t pids = slot.pids.load(std::memory_order_acquire);
  if (check != Checksum(pids, noted) || static_cast<pid_t>(pids >> 32) != child) return 0;
  if (started > noted) return 0;  // the pid has passed on to a later process
  return static_cast<pid_t>(pids & 0xffffffffu);
}

}  // namespace forkable
