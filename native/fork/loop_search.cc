#include "native/fork/loop_search.h"

#include <dlfcn.h>

#include <cstddef>

#include "native/fork/raw.h"
#include "native/fork/uv_access.h"

namespace forkable {

bool LooksLikeLoop(uintptr_t address, int epoll) {
  if ((address & 7) != 0 || address < 0x10000 || (address >> 48) != 0) return false;
  static uv_loop_t copy;
  if (!raw::ReadMemory(reinterpret_cast<void*>(address), &copy, sizeof copy)) return false;
  if (epoll >= 0 ? copy.backend_fd != epoll : !raw::IsEpoll(copy.backend_fd)) return false;
  if (copy.async_io_watcher.fd < 3) return false;
  void* back = nullptr;
  uintptr_t head = address + offsetof(uv_loop_t, handle_queue);
  return raw::ReadMemory(&copy.handle_queue.next->prev, &back, sizeof back) &&
         back == reinterpret_cast<void*>(head);
}

uv_loop_t* FindTracingLoop() {
  // struct V8Platform: a flag, then pointers to what it owns.
  constexpr size_t kPointers = 8;
  constexpr size_t kObjectBytes = 2048;
  auto* platform =
      static_cast<const uintptr_t*>(::dlsym(RTLD_DEFAULT, "_ZN4node11per_process11v8_platformE"));
  for (size_t i = 0; platform != nullptr && i < kPointers; i++) {
    uintptr_t object = 0;
    if (!raw::ReadMemory(platform + i, &object, sizeof object)) break;
    if ((object & 7) != 0 || object < 0x10000) continue;
    for (uintptr_t at = object; at < object + kObjectBytes; at += sizeof(void*)) {
      if (LooksLikeLoop(at, -1)) return reinterpret_cast<uv_loop_t*>(at);
    }
  }
  return nullptr;
}

}  // namespace forkable
