// What descriptors are made and changed with. All return -1 and errno like the calls they stand for.
#ifndef FORKABLE_POSIX_DESCRIPTORS_H_
#define FORKABLE_POSIX_DESCRIPTORS_H_

namespace forkable {

// close(2). EINTR counts as done: on Linux the descriptor is gone, and another thread may own its number by
// now.
int CloseOnce(int fd);
// [low, high): descriptors that are not open are passed over. close_range(2), or one by one before Linux 5.9.
void CloseRange(unsigned low, unsigned high);
// dup2(2) or dup3(2); fd itself is a legal target, whose close-on-exec flag is then set as asked.
int DuplicateTo(int fd, int target, bool inheritable);
// 1 or 0.
int GetInheritable(int fd);
int SetInheritable(int fd, bool inheritable);
int GetBlocking(int fd);
int SetBlocking(int fd, bool blocking);

}  // namespace forkable

#endif  // FORKABLE_POSIX_DESCRIPTORS_H_
