// Named segments of shared memory (/dev/shm) that go away with their creator.
//
// The creator holds an flock(2) on the file for as long as it lives, and a tracked file carries the sticky
// bit, which means nothing else on a file: "sticky and not locked" says that the creator is gone. Such a
// segment is removed by whoever looks next. A file appears under its name complete (O_TMPFILE, linkat), of
// its full size, private (0600) and locked: a creator that is killed leaves nothing without an owner.
#ifndef FORKABLE_SHM_SEGMENT_H_
#define FORKABLE_SHM_SEGMENT_H_

#include <cstdint>
#include <string>

#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

struct Segment {
  UniqueFd fd;  // of a tracked creator: holds the lock, to be kept
  int64_t size = 0;
};

// Names: no slash but an optional leading one. EEXIST, EINVAL, ENAMETOOLONG, ENOSPC.
Result<Segment> CreateSegment(const std::string& name, int64_t size, bool tracked);
// ENOENT also when the creator is gone.
Result<Segment> AttachSegment(const std::string& name);
// Removes the segments of this user whose creators are gone; how many.
int ReapSegments();

}  // namespace forkable

#endif  // FORKABLE_SHM_SEGMENT_H_
