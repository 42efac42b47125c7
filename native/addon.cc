// The addon's entry: one Environment for each thread of JavaScript, then the parts in the order of the
// layers.
#include <napi.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "native/binding/environment.h"
#include "native/binding/module.h"

namespace forkable::binding {

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* state = new Environment();
  state->main_thread = ::getpid() == static_cast<pid_t>(::syscall(SYS_gettid));
  napi_get_uv_event_loop(env, &state->loop);
  napi_set_instance_data(
      env, state, [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); }, nullptr);

  InitErrors(env, exports);
  InitFdWatcher(env, exports);
  InitConstants(env, exports);
  InitProcess(env, exports);
  InitWait(env, exports);
  InitDescriptors(env, exports);
  InitIo(env, exports);
  InitAsyncWaits(env, exports);
  InitSignals(env, exports);
  InitSignalCalls(env, exports);
  InitFork(env, exports);
  InitCompile(env, exports);
  InitEntropy(env, exports);
  InitScheduling(env, exports);
  InitUsage(env, exports);
  InitPrograms(env, exports);
  InitMemoryObjects(env, exports);
  InitPty(env, exports);
  InitMessageStreams(env, exports);
  InitSockets(env, exports);
  InitMemory(env, exports);
  InitSync(env, exports);
  InitRing(env, exports);
  InitDict(env, exports);
  InitMemory(env, exports);
  InitSync(env, exports);
  InitChild(env, exports);
  InitSegments(env, exports);
  return exports;
}

}  // namespace forkable::binding

static Napi::Object InitForkable(Napi::Env env, Napi::Object exports) {
  return forkable::binding::Init(env, exports);
}
NODE_API_MODULE(forkable, InitForkable)
