// Readiness of a file descriptor on the event loop: the base of every promise that waits for a pidfd, socket,
// pipe or eventfd. JavaScript: new FdWatcher(fd, callback(status, events)), start(events), stop(), close(),
// ref(), unref().
//
// The watcher does not own the descriptor. One watcher for one descriptor at a time (epoll refuses a second).
// A child made for a Process finds all watchers of its parent stopped; descriptors under a watcher are left
// as they are.
#ifndef FORKABLE_BINDING_FD_WATCHER_H_
#define FORKABLE_BINDING_FD_WATCHER_H_

#include <uv.h>

namespace forkable::binding {

// True for handles made here: the quarantine of the parent's handles lets their descriptors live.
bool IsFdWatcher(const uv_handle_t* handle);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_FD_WATCHER_H_
