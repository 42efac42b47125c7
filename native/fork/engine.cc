#include "native/fork/engine.h"

#include <dlfcn.h>
#include <link.h>

namespace forkable::engine {

namespace {

struct Range {
  uintptr_t low = 0;
  uintptr_t high = 0;
  bool has(uintptr_t address) const { return address >= low && address < high; }
};

void* (*current_isolate_)() = nullptr;
void (*terminate_)(void*) = nullptr;
void (*cancel_terminate_)(void*) = nullptr;
void (*checkpoint_)(void*) = nullptr;
void (*request_interrupt_)(void*, void (*)(void*, void*), void*) = nullptr;
void (*embedded_range_)(void*, const void**, size_t*) = nullptr;
void (*add_call_completed_)(void*, void (*)(void*)) = nullptr;
void (*remove_call_completed_)(void*, void (*)(void*)) = nullptr;
void (*add_microtasks_completed_)(void*, void (*)(void*, void*), void*) = nullptr;
void (*remove_microtasks_completed_)(void*, void (*)(void*, void*), void*) = nullptr;

constexpr size_t kMaxModules = 512;
Range modules_[kMaxModules];  // the first one is the executable
size_t module_count_ = 0;
Range embedded_;

template <typename F>
bool Find(const char* name, F* out) {
  *reinterpret_cast<void**>(out) = ::dlsym(RTLD_DEFAULT, name);
  return *out != nullptr;
}

int NoteModule(struct dl_phdr_info* info, size_t, void*) {
  Range range = {UINTPTR_MAX, 0};
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    uintptr_t low = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    uintptr_t high = low + info->dlpi_phdr[i].p_memsz;
    if (low < range.low) range.low = low;
    if (high > range.high) range.high = high;
  }
  if (module_count_ < kMaxModules) modules_[module_count_++] = range;
  return 0;
}

void TerminateAgain(void* isolate) { terminate_(isolate); }
void TerminateBehindMicrotasks(void* isolate, void*) { terminate_(isolate); }

}  // namespace

const char* Load() {
  struct {
    const char* name;
    bool found;
  } wanted[] = {
      {"_ZN2v87Isolate13TryGetCurrentEv", Find("_ZN2v87Isolate13TryGetCurrentEv", &current_isolate_)},
      {"_ZN2v87Isolate18TerminateExecutionEv", Find("_ZN2v87Isolate18TerminateExecutionEv", &terminate_)},
      {"_ZN2v87Isolate24CancelTerminateExecutionEv",
       Find("_ZN2v87Isolate24CancelTerminateExecutionEv", &cancel_terminate_)},
      {"_ZN2v815MicrotasksScope17PerformCheckpointEPNS_7IsolateE",
       Find("_ZN2v815MicrotasksScope17PerformCheckpointEPNS_7IsolateE", &checkpoint_)},
      {"_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_",
       Find("_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_", &request_interrupt_)},
      {"_ZN2v87Isolate20GetEmbeddedCodeRangeEPPKvPm",
       Find("_ZN2v87Isolate20GetEmbeddedCodeRangeEPPKvPm", &embedded_range_)},
      {"_ZN2v87Isolate24AddCallCompletedCallbackEPFvPS0_E",
       Find("_ZN2v87Isolate24AddCallCompletedCallbackEPFvPS0_E", &add_call_completed_)},
      {"_ZN2v87Isolate27RemoveCallCompletedCallbackEPFvPS0_E",
       Find("_ZN2v87Isolate27RemoveCallCompletedCallbackEPFvPS0_E", &remove_call_completed_)},
      {"_ZN2v87Isolate30AddMicrotasksCompletedCallbackEPFvPS0_PvES2_",
       Find("_ZN2v87Isolate30AddMicrotasksCompletedCallbackEPFvPS0_PvES2_", &add_microtasks_completed_)},
      {"_ZN2v87Isolate33RemoveMicrotasksCompletedCallbackEPFvPS0_PvES2_",
       Find("_ZN2v87Isolate33RemoveMicrotasksCompletedCallbackEPFvPS0_PvES2_",
            &remove_microtasks_completed_)},
  };
  for (auto& symbol : wanted) {
    if (!symbol.found) return symbol.name;
  }
  const void* start = nullptr;
  size_t length = 0;
  embedded_range_(CurrentIsolate(), &start, &length);
  embedded_ = {reinterpret_cast<uintptr_t>(start), reinterpret_cast<uintptr_t>(start) + length};
  NoteCodeRanges();
  return nullptr;
}

void* CurrentIsolate() { return current_isolate_(); }
void TerminateExecution(void* isolate) { terminate_(isolate); }
void CancelTerminateExecution(void* isolate) { cancel_terminate_(isolate); }
void KeepTerminating(void* isolate) {
  add_call_completed_(isolate, TerminateAgain);
  add_microtasks_completed_(isolate, TerminateBehindMicrotasks, nullptr);
  terminate_(isolate);
}
void StopTerminating(void* isolate) {
  remove_call_completed_(isolate, TerminateAgain);
  remove_microtasks_completed_(isolate, TerminateBehindMicrotasks, nullptr);
  cancel_terminate_(isolate);
}
void RunMicrotasks(void* isolate) { checkpoint_(isolate); }
void RequestInterrupt(void* isolate, void (*callback)(void*, void*), void* data) {
  request_interrupt_(isolate, callback, data);
}

void NoteCodeRanges() {
  module_count_ = 0;
  ::dl_iterate_phdr(NoteModule, nullptr);
}

bool IsJavaScriptCode(uintptr_t address) {
  if (embedded_.has(address)) return true;
  for (size_t i = 0; i < module_count_; i++) {
    if (modules_[i].has(address)) return false;
  }
  return true;
}

bool IsInExecutable(uintptr_t address) { return module_count_ > 0 && modules_[0].has(address); }

}  // namespace forkable::engine
