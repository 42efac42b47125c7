// The limit for messages over a socketpair between two processes.
//   pipe ping-pong COUNT      µs for 64 bytes and a length, there and back
//   pipe bulk COUNT [PLACES]  MiB a second of messages of 1 MiB, each read into the next of so many places
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void get(int fd, char* to, size_t size) {
  for (size_t got = 0; got < size;) {
    ssize_t n = read(fd, to + got, size - got);
    if (n <= 0) exit(1);
    got += (size_t)n;
  }
}

static void put(int fd, const char* from, size_t size) {
  for (size_t sent = 0; sent < size;) {
    ssize_t n = write(fd, from + sent, size - sent);
    if (n <= 0) exit(1);
    sent += (size_t)n;
  }
}

int main(int argc, char** argv) {
  int ends[2];
  if (argc < 3 || argc > 4 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 2;
  const int bulk = strcmp(argv[1], "bulk") == 0;
  const int count = atoi(argv[2]);
  const int warm = count / 10;
  const size_t size = (bulk ? 1 << 20 : 64) + 4;
  const int places = argc == 4 ? atoi(argv[3]) : 1;
  char* message = malloc(size * places);
  if (message == NULL) return 1;
  memset(message, 0, size * places);
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < count + warm; i++) {
      if (!bulk) get(ends[1], message, size);
      put(ends[1], message, size);
    }
    _exit(0);
  }
  double begin = 0;
  for (int i = 0; i < count + warm; i++) {
    if (i == warm) begin = now();
    if (!bulk) put(ends[0], message, size);
    get(ends[0], message + (i % places) * size, size);
  }
  double seconds = now() - begin;
  waitpid(pid, NULL, 0);
  printf("{\"figure\": %f}\n", bulk ? count / seconds : seconds / count * 1e6);
  return 0;
}
