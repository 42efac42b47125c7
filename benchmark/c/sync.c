// The limits for locks between processes: a process-shared mutex and plain futex words.
//   sync uncontended COUNT      pthread mutex, lock + unlock by one process: ns
//   sync contended COUNT        two processes, each COUNT times lock + unlock: ns a lock
//   sync pingpong COUNT SPINS   two processes wake each other in turn, spinning SPINS times before a futex
//   wait: µs a round
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
  pthread_mutex_t mutex;
  long counter;
  _Alignas(64) atomic_uint turn;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void lock_many(struct shared* s, long count) {
  for (long i = 0; i < count; i++) {
    pthread_mutex_lock(&s->mutex);
    s->counter++;
    pthread_mutex_unlock(&s->mutex);
  }
}

static void await_turn(struct shared* s, unsigned mine, long spins) {
  for (long i = 0; i < spins && atomic_load(&s->turn) % 2 != mine; i++) __asm__ volatile("" ::: "memory");
  for (unsigned seen; (seen = atomic_load(&s->turn)) % 2 != mine;) {
    syscall(SYS_futex, &s->turn, FUTEX_WAIT, seen, NULL, NULL, 0);
  }
}

static void play(struct shared* s, unsigned mine, long count, long spins) {
  for (long i = 0; i < count; i++) {
    await_turn(s, mine, spins);
    atomic_fetch_add(&s->turn, 1);
    syscall(SYS_futex, &s->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
  }
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  long count = atol(argv[2]);
  long spins = argc > 3 ? atol(argv[3]) : 0;
  struct shared* s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (s == MAP_FAILED) return 1;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&s->mutex, &attributes);

  double begin = now();
  double figure;
  if (strcmp(argv[1], "uncontended") == 0) {
    lock_many(s, count);
    figure = (now() - begin) / count;
  } else {
    int contended = strcmp(argv[1], "contended") == 0;
    pid_t pid = fork();
    if (pid < 0) return 1;
    if (contended) {
      lock_many(s, count);
    } else {
      play(s, pid == 0 ? 1 : 0, count, spins);
    }
    if (pid == 0) _exit(0);
    waitpid(pid, NULL, 0);
    figure = contended ? (now() - begin) / (2 * count) : (now() - begin) / count / 1e3;
  }
  printf("{\"figure\": %f}\n", figure);
  return 0;
}
