// The other end of every bench: one process, one epoll loop. Accepts TCP or TLS, as a byte stream that echoes
// or as WebSockets that echo messages and answer pings and Close frames.
//   server stream|ws ADDRESS FIRST_PORT PORT_COUNT [CERT KEY]
// Commands on standard input, each answered by one line:
//   count | fin N | rst N | frame N | silence N   (N of those that are held, in the order of their descriptors)
//   record FILE   what arrives and what is ended from here on, as pairs of uint64: peer port, nanoseconds
//   flush         closes that file
//   quit
#include "common.h"

enum phase { FREE, HANDSHAKE, UPGRADE, OPEN, SILENT };

static struct {
  SSL *tls[SLOTS_MAX];
  uint8_t phase[SLOTS_MAX];
  uint16_t port[SLOTS_MAX];
} slot;

static int loop, held, is_ws, top;
static SSL_CTX *tls_context;
static FILE *arrivals;

static void note_time(int fd) {
  if (!arrivals) return;
  uint64_t pair[2] = {slot.port[fd], now_ns()};
  fwrite(pair, sizeof pair, 1, arrivals);
}

static void release(int fd) {
  if (slot.phase[fd] >= OPEN) held--;
  slot.phase[fd] = FREE;
  if (slot.tls[fd]) SSL_free(slot.tls[fd]);
  slot.tls[fd] = NULL;
  close(fd);
}

static void opened(int fd) {
  slot.phase[fd] = OPEN;
  held++;
}

// A read of 0 is the end, below 0 is "later".
static int take(int fd, char *bytes, int size) {
  if (!slot.tls[fd]) {
    int count = (int)read(fd, bytes, (size_t)size);
    return count < 0 && errno != EAGAIN ? 0 : count;
  }
  ERR_clear_error();
  int count = SSL_read(slot.tls[fd], bytes, size);
  if (count > 0) return count;
  return SSL_get_error(slot.tls[fd], count) == SSL_ERROR_WANT_READ ? -1 : 0;
}

static void give(int fd, const char *bytes, int size) {
  if (slot.tls[fd]) SSL_write(slot.tls[fd], bytes, size);
  else if (write(fd, bytes, (size_t)size) < 0 && errno != EAGAIN) return;
}

// RFC 6455 section 4.2.2.
static int upgrade(int fd, char *request) {
  static const char *name = "sec-websocket-key: ";
  char *key = strcasestr(request, name);
  if (!key) return 0;
  key += strlen(name);
  char text[128], accept[64], answer[256];
  int length = snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  unsigned char digest[20];
  SHA1((unsigned char *)text, (size_t)length, digest);
  EVP_EncodeBlock((unsigned char *)accept, digest, 20);
  length = snprintf(answer, sizeof answer,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  give(fd, answer, length);
  return 1;
}

// Frames of a client come whole here: each is one small write of it. Gives 0 when the connection is over.
static int answer_frames(int fd, unsigned char *bytes, int size) {
  int at = 0;
  while (at + 6 <= size) {
    int opcode = bytes[at] & 15, length = bytes[at + 1] & 127, head = 2;
    if (length == 126) {
      length = bytes[at + 2] << 8 | bytes[at + 3];
      head = 4;
    }
    unsigned char *mask = bytes + at + head, *payload = mask + 4;
    if (length > size - at - head - 4) return 0;
    for (int i = 0; i < length; i++) payload[i] ^= mask[i & 3];
    unsigned char *frame = payload - head;
    if (opcode == 9) opcode = 10;
    frame[0] = (unsigned char)(0x80 | opcode);
    frame[1] = (unsigned char)(head == 4 ? 126 : length);
    if (head == 4) {
      frame[2] = (unsigned char)(length >> 8);
      frame[3] = (unsigned char)length;
    }
    if (opcode != 10 || (bytes[at] & 15) == 9) give(fd, (char *)frame, head + length);
    if (opcode == 8) return 0;
    at += head + 4 + length;
  }
  return 1;
}

static void advance(int fd) {
  static char bytes[65536 + 1];
  if (slot.phase[fd] == HANDSHAKE) {
    ERR_clear_error();
    int done = SSL_accept(slot.tls[fd]);
    if (done != 1) {
      if (SSL_get_error(slot.tls[fd], done) != SSL_ERROR_WANT_READ) release(fd);
      return;
    }
    if (is_ws) slot.phase[fd] = UPGRADE;
    else opened(fd);
  }
  for (int count; (count = take(fd, bytes, sizeof bytes - 1)) >= 0;) {
    if (count == 0) return release(fd);
    bytes[count] = 0;
    if (slot.phase[fd] == SILENT) continue;
    if (slot.phase[fd] == UPGRADE) {
      if (!upgrade(fd, bytes)) return release(fd);
      opened(fd);
      continue;
    }
    note_time(fd);
    if (!is_ws) give(fd, bytes, count);
    else if (!answer_frames(fd, (unsigned char *)bytes, count)) return release(fd);
  }
}

static void take_in(int listener) {
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;
  for (int fd; (fd = accept4(listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK)) >= 0;) {
    no_delay(fd);
    if (fd > top) top = fd;
    slot.port[fd] = ntohs(peer.sin_port);
    slot.phase[fd] = tls_context ? HANDSHAKE : UPGRADE;
    if (tls_context) {
      slot.tls[fd] = SSL_new(tls_context);
      SSL_set_fd(slot.tls[fd], fd);
      SSL_set_accept_state(slot.tls[fd]);
    } else if (!is_ws) opened(fd);
    loop_add(loop, fd, EPOLLIN | EPOLLET | EPOLLRDHUP);
  }
}

static void end_one(int fd, const char *how) {
  static const char GOING_AWAY[] = {(char)0x88, 2, 3, (char)0xe9};
  struct linger none = {1, 0};
  if (!strcmp(how, "frame")) give(fd, GOING_AWAY, sizeof GOING_AWAY);
  if (!strcmp(how, "rst")) {
    // Without a close_notify before it.
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  } else if (slot.tls[fd]) SSL_shutdown(slot.tls[fd]);
  release(fd);
}

static void end_some(const char *how, int wanted) {
  int count = 0;
  uint64_t start = now_ns();
  for (int fd = 0; fd <= top && count < wanted; fd++) {
    if (slot.phase[fd] != OPEN) continue;
    count++;
    note_time(fd);
    if (!strcmp(how, "silence")) slot.phase[fd] = SILENT;
    else end_one(fd, how);
  }
  printf("%d %llu %llu\n", count, (unsigned long long)start, (unsigned long long)now_ns());
}

static void obey(char *line) {
  char word[16], argument[4000];
  int parts = sscanf(line, "%15s %3999s", word, argument);
  if (parts < 1) return;
  if (!strcmp(word, "quit")) exit(0);
  if (!strcmp(word, "record") && parts == 2) arrivals = fopen(argument, "w");
  if (!strcmp(word, "flush") && arrivals) {
    fclose(arrivals);
    arrivals = NULL;
  }
  if (parts == 2 && strcmp(word, "record")) end_some(word, atoi(argument));
  else printf("%d\n", held);
}

static void listen_on(const char *address, int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, address, &at.sin_addr);
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096)) die("listen");
  socklen_t size = sizeof at;
  getsockname(fd, (struct sockaddr *)&at, &size);
  printf("%d", ntohs(at.sin_port));
  slot.phase[fd] = FREE;
  loop_add(loop, fd, EPOLLIN);
}

int main(int count, char **arguments) {
  if (count < 5) return 2;
  raise_files();
  is_ws = !strcmp(arguments[1], "ws");
  if (count >= 7) {
    tls_context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(tls_context, arguments[5]) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_context, arguments[6], SSL_FILETYPE_PEM) != 1) {
      ERR_print_errors_fp(stderr);
      return 1;
    }
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  signal(SIGPIPE, SIG_IGN);
  loop = epoll_create1(0);
  int ports = atoi(arguments[4]), first = atoi(arguments[3]);
  for (int i = 0; i < ports && i < 64; i++) {
    listen_on(arguments[2], first == 0 ? 0 : first + i);
    printf(i == ports - 1 ? "\n" : " ");
  }
  fcntl(0, F_SETFL, O_NONBLOCK);
  loop_add(loop, 0, EPOLLIN);
  static struct epoll_event events[EVENTS_MAX];
  for (;;) {
    int ready = epoll_wait(loop, events, EVENTS_MAX, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) {
        for (char *line; (line = next_line());) obey(line);
      } else if (slot.phase[fd] == FREE) take_in(fd);
      else advance(fd);
    }
  }
}
