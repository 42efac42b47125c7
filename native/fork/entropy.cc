#include "native/fork/entropy.h"

#include <malloc.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "native/base/fork_hooks.h"

namespace forkable {

namespace {

struct Buffer {
  uint8_t* bytes;
  size_t size;
};
Buffer buffers_[4];
size_t count_ = 0;

struct Range {
  uint8_t* low;
  uint8_t* high;
};

Range HeapRange() {
  Range range = {nullptr, nullptr};
  FILE* maps = ::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return range;
  char line[512];
  while (::fgets(line, sizeof line, maps) != nullptr) {
    unsigned long low, high;
    if (::strstr(line, "[heap]") == nullptr || ::sscanf(line, "%lx-%lx", &low, &high) != 2) continue;
    range = {reinterpret_cast<uint8_t*>(low), reinterpret_cast<uint8_t*>(high)};
    break;
  }
  ::fclose(maps);
  return range;
}

IdentityWords* identity_ = nullptr;

void RenewInChild() {
  identity_->pid = static_cast<uint32_t>(::getpid());
  identity_->is_child = 1;
  FillRandom(reinterpret_cast<uint8_t*>(identity_->seed), sizeof identity_->seed);
  for (size_t i = 0; i < count_; i++) FillRandom(buffers_[i].bytes, buffers_[i].size);
}

}  // namespace

// Reads memory of the allocator that is in nobody's hands just now: no business of the sanitizers.
__attribute__((no_sanitize("address"))) uint8_t* FindBytes(const uint8_t* bytes, size_t size,
                                                           const uint8_t* above) {
  Range heap = HeapRange();
  uint8_t* at = above < heap.low ? heap.low : const_cast<uint8_t*>(above) + 1;
  for (; at + size <= heap.high; at++) {
    at = static_cast<uint8_t*>(::memchr(at, bytes[0], static_cast<size_t>(heap.high - at)));
    if (at == nullptr || at + size > heap.high) break;
    size_t same = 1;
    while (same < size && at[same] == bytes[same]) same++;
    if (same == size && at != bytes) return at;
  }
  return nullptr;
}

__attribute__((no_sanitize("address"))) uint8_t* FindBlock(uint8_t* inside, size_t step, size_t size) {
  // glibc keeps the size of a block, with its header and rounded up, in the word before it.
  constexpr size_t kHeader = sizeof(size_t);
  constexpr size_t kFlags = 7;
  size_t block = (size + kHeader + 15) & ~size_t{15};
  for (size_t offset = 0; offset < size; offset += step) {
    uint8_t* start = inside - offset;
    if (reinterpret_cast<uintptr_t>(start) % 16 != 0) continue;
    size_t word;
    ::memcpy(&word, start - kHeader, sizeof word);
    if ((word & ~kFlags) == block && ::malloc_usable_size(start) >= size) return start;
  }
  return nullptr;
}

void NoteEntropy(uint8_t* buffer, size_t size) {
  if (count_ < sizeof buffers_ / sizeof *buffers_) buffers_[count_++] = {buffer, size};
}

void FillRandom(uint8_t* bytes, size_t size) {
  while (size > 0) {
    ssize_t got = ::getrandom(bytes, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      ::abort();  // forbidden by a filter: better no child than one that draws its parent's numbers
    bytes += got;
    size -= static_cast<size_t>(got);
  }
}

void NoteIdentity(IdentityWords* words) {
  if (identity_ == nullptr) AddForkHooks({nullptr, nullptr, RenewInChild});
  identity_ = words;
}

}  // namespace forkable
