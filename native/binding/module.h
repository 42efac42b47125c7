// Every file of native/binding adds its functions to the addon's exports through one Init function.
#ifndef FORKABLE_BINDING_MODULE_H_
#define FORKABLE_BINDING_MODULE_H_

#include <napi.h>

namespace forkable::binding {

void InitErrors(Napi::Env env, Napi::Object exports);
void InitFdWatcher(Napi::Env env, Napi::Object exports);
void InitConstants(Napi::Env env, Napi::Object exports);
void InitProcess(Napi::Env env, Napi::Object exports);
void InitWait(Napi::Env env, Napi::Object exports);
void InitDescriptors(Napi::Env env, Napi::Object exports);
void InitIo(Napi::Env env, Napi::Object exports);
void InitAsyncWaits(Napi::Env env, Napi::Object exports);
void InitSignals(Napi::Env env, Napi::Object exports);
void InitSignalCalls(Napi::Env env, Napi::Object exports);
void InitCompile(Napi::Env env, Napi::Object exports);
void InitFork(Napi::Env env, Napi::Object exports);
void InitEntropy(Napi::Env env, Napi::Object exports);
void InitScheduling(Napi::Env env, Napi::Object exports);
void InitUsage(Napi::Env env, Napi::Object exports);
void InitPrograms(Napi::Env env, Napi::Object exports);
void InitMemoryObjects(Napi::Env env, Napi::Object exports);
void InitPty(Napi::Env env, Napi::Object exports);
void InitMessageStreams(Napi::Env env, Napi::Object exports);
void InitSockets(Napi::Env env, Napi::Object exports);
void InitMemory(Napi::Env env, Napi::Object exports);
void InitSync(Napi::Env env, Napi::Object exports);
void InitRing(Napi::Env env, Napi::Object exports);
void InitDict(Napi::Env env, Napi::Object exports);
void InitMemory(Napi::Env env, Napi::Object exports);
void InitSync(Napi::Env env, Napi::Object exports);
void InitChild(Napi::Env env, Napi::Object exports);
void InitSegments(Napi::Env env, Napi::Object exports);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_MODULE_H_
