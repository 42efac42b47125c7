// The limit for a queue: one producer, one consumer, slots of a fixed size in shared memory, a short spin and
// then futex(2). Nothing is serialized, nothing survives a death, the consumer only copies the bytes out.
//   ring BYTES COUNT SLOTS [PLACES]: messages a second; each copied out to the next of so many places
#define _GNU_SOURCE
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct side {
  _Alignas(64) _Atomic uint32_t count;
  _Atomic uint32_t sleeps;  // the other side waits for the count to change
};

static void wait_while(struct side* side, uint32_t seen) {
  for (int spin = 0; spin < 2000; spin++) {
    if (side->count != seen) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  side->sleeps = 1;
  if (side->count == seen) syscall(SYS_futex, &side->count, FUTEX_WAIT, seen, NULL, NULL, 0);
  side->sleeps = 0;
}

static void advance(struct side* side) {
  side->count++;
  if (side->sleeps) syscall(SYS_futex, &side->count, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) return 2;
  size_t size = strtoul(argv[1], NULL, 10);
  long count = atol(argv[2]);
  uint32_t slots = (uint32_t)atoi(argv[3]);
  size_t slot = size < 64 ? 64 : size;
  char* memory = mmap(NULL, 4096 + slot * slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  size_t places = argc == 5 ? strtoul(argv[4], NULL, 10) : 1;
  char* message = malloc(slot * places);
  if (memory == MAP_FAILED || message == NULL) return 1;
  memset(message, 0, slot * places);
  struct side* put = (struct side*)memory;
  struct side* taken = put + 1;
  char* data = memory + 4096;
  memset(data, 0, slot * slots);

  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  pid_t pid = fork();
  for (long i = 0; i < count; i++) {
    if (pid == 0) {
      uint32_t at = put->count;
      for (uint32_t seen; at - (seen = taken->count) >= slots;) wait_while(taken, seen);
      memcpy(data + (at % slots) * slot, message, size);
      advance(put);
    } else {
      uint32_t at = taken->count;
      while (put->count == at) wait_while(put, at);
      memcpy(message + (at % places) * slot, data + (at % slots) * slot, size);
      advance(taken);
    }
  }
  if (pid == 0) _exit(0);
  clock_gettime(CLOCK_MONOTONIC, &end);
  waitpid(pid, NULL, 0);
  double seconds = (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9;
  printf("{\"figure\": %f}\n", count / seconds);
  return 0;
}
