// What the floor's server and client share: the clock of the benches, epoll, and the limits.
#ifndef COMMON_H
#define COMMON_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SLOTS_MAX 1048576
#define EVENTS_MAX 512

// CLOCK_MONOTONIC, which is what process.hrtime and performance.now read as well.
static inline uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline void raise_files(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static inline int loop_add(int loop, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  return epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
}

static inline void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

// The next line of standard input, or NULL while it is not whole; "quit" when the parent is gone.
static inline char *next_line(void) {
  static char line[4096];
  static size_t length;
  char byte;
  while (length < sizeof line - 1) {
    ssize_t count = read(0, &byte, 1);
    if (count == 0) return "quit";
    if (count < 0) return NULL;
    if (byte == '\n') {
      line[length] = 0;
      length = 0;
      return line;
    }
    line[length++] = byte;
  }
  return "quit";
}
#endif
