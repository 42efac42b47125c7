// Living with libuv, which owns a signal's disposition as soon as somebody watches it (process.on('SIGx'),
// SIGCHLD for child_process): it installs its handler with the first watcher and SIG_DFL after the last. For
// every signal that the library handles or ignores it keeps a watcher of its own running, so libuv never
// touches the disposition meanwhile; the C handler of the library then sits on top and calls libuv's.
//
// Standard signals, main thread.
#ifndef FORKABLE_BINDING_SIGNAL_WATCH_H_
#define FORKABLE_BINDING_SIGNAL_WATCH_H_

#include <uv.h>

#include "native/base/result.h"
#include "native/posix/signal_handler.h"

namespace forkable::binding {

// While loading: what Node has set for itself counts as the default.
void RememberInitialDispositions();

// kDefault and kIgnore hold for what nobody else watches: watchers of Node go on.
Status SetDisposition(uv_loop_t* loop, int signum, Disposition disposition);
// After somebody began or ceased to watch a signal that is ignored here.
Status RenewDisposition(uv_loop_t* loop, int signum);
Disposition GetDisposition(uv_loop_t* loop, int signum);
// The child of a Process finds the callbacks of its parent's handles muted; those here go on.
void RenewWatchesInChild();

// True when libuv has taken a signal for somebody else, who will hear of it on the loop.
bool OthersHaveSignal(uv_loop_t* loop);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_SIGNAL_WATCH_H_
