// The limit for fork + exit + wait: a plain fork of a process with as much private memory as the one
// compared.
//   fork KIB COUNT
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fork_exit_wait(void) {
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  if (pid < 0 || waitpid(pid, NULL, 0) != pid) {
    perror("fork");
    exit(1);
  }
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  size_t size = strtoul(argv[1], NULL, 10) * 1024;
  int count = atoi(argv[2]);
  char* memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  for (size_t at = 0; at < size; at += 4096) memory[at] = 1;

  for (int i = 0; i < count / 10; i++) fork_exit_wait();
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int i = 0; i < count; i++) fork_exit_wait();
  clock_gettime(CLOCK_MONOTONIC, &end);
  double us = (end.tv_sec - begin.tv_sec) * 1e6 + (end.tv_nsec - begin.tv_nsec) / 1e3;
  printf("{\"figure\": %f}\n", us / count);
  return 0;
}
