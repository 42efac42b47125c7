#include "native/fork/stack_scan.h"

#include <sys/syscall.h>

#include <cstdio>
#include <cstring>

#include "native/fork/arch.h"
#include "native/fork/engine.h"
#include "native/fork/raw.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

uintptr_t stack_end_ = 0;

bool LooksLikePointer(uintptr_t value) { return (value & 7) == 0 && value >= 0x100000 && (value >> 48) == 0; }

// One probe of the kernel for each page, remembered for the length of a scan.
class PageCache {
 public:
  bool Readable(uintptr_t address) {
    uintptr_t page = address >> 12;
    size_t slot = (page ^ (page >> 10)) & (kSlots - 1);
    if (pages_[slot] != page) {
      char byte;
      pages_[slot] = page;
      readable_[slot] = raw::ReadMemory(reinterpret_cast<void*>(address), &byte, 1);
    }
    return readable_[slot];
  }
  void Clear() { memset(pages_, 0, sizeof pages_); }

 private:
  static constexpr size_t kSlots = 1024;
  uintptr_t pages_[kSlots];
  bool readable_[kSlots];
};
PageCache pages_;

uintptr_t WordAt(uintptr_t address) { return *reinterpret_cast<const volatile uintptr_t*>(address); }

// A queue's head lies at `head` when its neighbours point back at it.
bool IsQueueHead(uintptr_t head, uintptr_t next, uintptr_t prev) {
  return pages_.Readable(next) && pages_.Readable(next + 15) && WordAt(next + 8) == head &&
         pages_.Readable(prev) && WordAt(prev) == head;
}

// Is the node a finished work item of this loop? A uv__work is {work, done, loop, queue node}; `work` is
// nullptr then.
bool IsWork(uintptr_t node, const uv_loop_t* loop) {
  auto* item = reinterpret_cast<const struct uv__work*>(node - offsetof(struct uv__work, wq));
  if (!pages_.Readable(reinterpret_cast<uintptr_t>(item))) return false;
  if (item->loop != loop || item->done == nullptr) return false;
  return item->work == nullptr || engine::IsInExecutable(reinterpret_cast<uintptr_t>(item->work));
}

}  // namespace

bool InitStackScan() {
  FILE* maps = ::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return false;
  char line[512];
  while (::fgets(line, sizeof line, maps) != nullptr) {
    unsigned long low, high;
    if (::strstr(line, "[stack]") != nullptr && ::sscanf(line, "%lx-%lx", &low, &high) == 2)
      stack_end_ = high;
  }
  ::fclose(maps);
  return stack_end_ != 0;
}

__attribute__((no_sanitize("address"))) void DropWorkOnStack(uv_loop_t* loop) {
  pages_.Clear();
  uintptr_t begin = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) & ~uintptr_t{7};
  auto on_stack = [&](uintptr_t address) { return address >= begin && address < stack_end_; };
  for (uintptr_t at = begin; at + 16 <= stack_end_; at += 8) {
    uintptr_t next = WordAt(at);
    uintptr_t prev = WordAt(at + 8);
    if (!LooksLikePointer(next) || !LooksLikePointer(prev) || on_stack(next) || on_stack(prev)) continue;
    if (engine::IsInExecutable(next) || engine::IsInExecutable(prev)) continue;
    if (IsQueueHead(at, next, prev) && IsWork(next, loop)) uv::InitQueue(reinterpret_cast<uv::Queue*>(at));
  }
}

StackWork FindWorkOf(const StoppedThread& thread) {
  auto check = [](uintptr_t address) -> struct uv__work* {
    if (!LooksLikePointer(address)) return nullptr;
    struct uv__work copy;
    if (!raw::ReadMemory(reinterpret_cast<void*>(address), &copy, sizeof copy)) return nullptr;
    uintptr_t node = address + offsetof(struct uv__work, wq);
    bool alone = reinterpret_cast<uintptr_t>(copy.wq.next) == node &&
                 reinterpret_cast<uintptr_t>(copy.wq.prev) == node;
    bool plausible = alone && copy.work != nullptr && copy.done != nullptr && copy.loop != nullptr;
    return plausible ? reinterpret_cast<struct uv__work*>(address) : nullptr;
  };
  for (size_t i = 0; i < arch::kRegisters; i++) {
    if (auto* item = check(arch::Register(thread.context, i))) return {item};
  }
  static uintptr_t words[1024];
  uintptr_t stack = arch::StackPointer(thread.context);
  for (size_t block = 0; block < 8; block++) {
    if (!raw::ReadMemory(reinterpret_cast<void*>(stack + block * sizeof words), words, sizeof words)) break;
    for (uintptr_t word : words) {
      if (auto* item = check(word)) return {item};
    }
  }
  return {nullptr};
}

long SyscallAbout(const StoppedThread& thread) {
  unsigned char code[arch::kSyscallSize];
  auto* at = reinterpret_cast<const void*>(arch::ProgramCounter(thread.context));
  if (!raw::ReadMemory(at, code, sizeof code) || !arch::IsSyscall(code)) return -1;
  long number = arch::NumberOfRestarted(thread.context);
  return number == SYS_futex ? -1 : number;
}

bool MovesDataByItself(long number) {
  return number == SYS_sendfile || number == SYS_copy_file_range || number == SYS_splice;
}

bool WaitsForOthers(long number) {
  static constexpr long kCalls[] = {SYS_read,    SYS_readv,  SYS_write,   SYS_writev,  SYS_recvfrom,
                                    SYS_recvmsg, SYS_sendto, SYS_sendmsg, SYS_connect, SYS_accept,
                                    SYS_accept4, SYS_wait4,  SYS_waitid,  SYS_flock,   SYS_openat};
  for (long call : kCalls) {
    if (call == number) return true;
  }
  return false;
}

}  // namespace forkable
