// The limit for a queue with several producers: a ring in shared memory with fixed slots, each with the
// number of the message it holds; a producer claims its number with one atomic addition. A short spin and
// then futex(2). Nothing is serialized, nothing survives a death, the consumer only copies the bytes out.
//   ring_many BYTES COUNT SLOTS PRODUCERS: messages a second, COUNT in all
#define _GNU_SOURCE
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct ring {
  _Alignas(64) _Atomic uint32_t claimed;
  _Alignas(64) _Atomic uint32_t taken;
  _Atomic uint32_t producers_sleep;
  _Alignas(64) _Atomic uint32_t consumer_sleeps;
};
struct slot {
  _Alignas(64) _Atomic uint32_t holds;  // its message's number + 1
  char bytes[];
};

// Until the word is no longer what was seen.
static void wait_while(_Atomic uint32_t* word, uint32_t seen, _Atomic uint32_t* sleepers) {
  for (int spin = 0; spin < 2000; spin++) {
    if (*word != seen) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  ++*sleepers;
  if (*word == seen) syscall(SYS_futex, word, FUTEX_WAIT, seen, NULL, NULL, 0);
  --*sleepers;
}

static void wake(_Atomic uint32_t* word, _Atomic uint32_t* sleepers) {
  if (*sleepers) syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  size_t size = strtoul(argv[1], NULL, 10);
  uint32_t slots = (uint32_t)atoi(argv[3]);
  uint32_t producers = (uint32_t)atoi(argv[4]);
  uint32_t each = (uint32_t)atol(argv[2]) / producers;
  size_t stride = (offsetof(struct slot, bytes) + size + 63) / 64 * 64;
  char* memory = mmap(NULL, 4096 + stride * slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  char* message = malloc(size);
  if (memory == MAP_FAILED || message == NULL) return 1;
  memset(message, 0, size);
  memset(memory, 0, 4096 + stride * slots);
  struct ring* ring = (struct ring*)memory;
#define SLOT(number) ((struct slot*)(memory + 4096 + ((number) % slots) * stride))

  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (uint32_t p = 0; p < producers; p++) {
    if (fork() != 0) continue;
    for (uint32_t i = 0; i < each; i++) {
      uint32_t number = ring->claimed++;
      for (uint32_t seen; number - (seen = ring->taken) >= slots;) {
        wait_while(&ring->taken, seen, &ring->producers_sleep);
      }
      memcpy(SLOT(number)->bytes, message, size);
      SLOT(number)->holds = number + 1;
      wake(&SLOT(number)->holds, &ring->consumer_sleeps);
    }
    _exit(0);
  }
  for (uint32_t number = 0; number < each * producers; number++) {
    for (uint32_t seen; (seen = SLOT(number)->holds) != number + 1;) {
      wait_while(&SLOT(number)->holds, seen, &ring->consumer_sleeps);
    }
    memcpy(message, SLOT(number)->bytes, size);
    ring->taken = number + 1;
    if (number % (slots / 2) == 0) wake(&ring->taken, &ring->producers_sleep);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  while (wait(NULL) > 0) continue;
  double seconds = (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9;
  printf("{\"figure\": %f}\n", each * (double)producers / seconds);
  return 0;
}
