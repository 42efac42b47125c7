// The V8 functions that the fork needs, looked up by their mangled names so that the addon itself stays pure
// Node-API. The names are the same from Node 20 to 26; a missing one makes the fork unsupported.
#ifndef FORKABLE_FORK_ENGINE_H_
#define FORKABLE_FORK_ENGINE_H_

#include <cstddef>
#include <cstdint>

namespace forkable::engine {

// The mangled name of a symbol that this Node lacks, or nullptr when all are there. Called first.
const char* Load();

// The isolate of the calling thread, or nullptr. Async-signal-safe: it reads a thread-local variable.
void* CurrentIsolate();
void TerminateExecution(void* isolate);
void CancelTerminateExecution(void* isolate);
// The same, and whatever JavaScript the engine is asked to run after the stack has been left ends at its
// first step.
void KeepTerminating(void* isolate);
void StopTerminating(void* isolate);
void RunMicrotasks(void* isolate);
// `callback` runs on the isolate's own thread as soon as its JavaScript can be interrupted.
void RequestInterrupt(void* isolate, void (*callback)(void* isolate, void* data), void* data);

// Is this address machine code made from JavaScript (compiled by V8, or its built-in functions), where a
// thread holds no lock of C++?
void NoteCodeRanges();  // before the threads are stopped: takes the loader's lock
bool IsJavaScriptCode(uintptr_t address);
// The executable's own segments.
bool IsInExecutable(uintptr_t address);

}  // namespace forkable::engine

#endif  // FORKABLE_FORK_ENGINE_H_
