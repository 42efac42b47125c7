// What V8 keeps out of children: it marks its heap MADV_DONTFORK.
#ifndef FORKABLE_FORK_HIDDEN_MEMORY_H_
#define FORKABLE_FORK_HIDDEN_MEMORY_H_

namespace forkable {

// While loading. False: /proc/self/maps cannot be read.
bool InitHiddenMemory();

// Gives the next child everything. System calls only.
void ShowHiddenMemory();

}  // namespace forkable

#endif  // FORKABLE_FORK_HIDDEN_MEMORY_H_
