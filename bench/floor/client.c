// What holding a connection costs without any runtime: one process, one epoll loop, no state but the socket.
//   client stream|ws plain|tls ADDRESS PORT,PORT,… CONNECTIONS INFLIGHT
// Prints "ready" at once. Commands on standard input:
//   open          answered by "open COUNT FAILED" when all are open
//   beat MS       from now on each says 28 bytes every MS milliseconds, spread evenly; 0 stops; "beats SENT ECHOED"
//   ended         "ended COUNT FIRST_NS LAST_NS"
//   quit
#include "common.h"

enum phase { NONE, CONNECTING, SECURING, UPGRADING, OPEN, OVER };

static struct {
  SSL *tls[SLOTS_MAX];
  uint8_t phase[SLOTS_MAX];
} slot;

static int loop, is_ws, inflight, started, open_count, failed, wanted, inflight_max;
static int *descriptors;
static uint64_t ended, first_ended, last_ended, sent, echoed, beat_start, beat_every, next_beat;
static SSL_CTX *tls_context;
static struct sockaddr_in peer;
static int ports[64], port_count;

static const char REQUEST[] =
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

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
  else if (write(fd, bytes, (size_t)size) < 0) return;
}

static void tell_if_open(void) {
  if (open_count + failed == wanted) printf("open %d %d\n", open_count, failed);
}

static void lost(int fd) {
  if (slot.phase[fd] == OPEN) {
    last_ended = now_ns();
    if (!ended++) first_ended = last_ended;
  } else {
    failed++;
    inflight--;
    tell_if_open();
  }
  slot.phase[fd] = OVER;
  if (slot.tls[fd]) SSL_free(slot.tls[fd]);
  slot.tls[fd] = NULL;
  close(fd);
}

static void opened(int fd) {
  slot.phase[fd] = OPEN;
  descriptors[open_count++] = fd;
  inflight--;
  tell_if_open();
}

static void dial_more(void) {
  while (started < wanted && inflight < inflight_max) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) die("socket");
    no_delay(fd);
    peer.sin_port = htons((uint16_t)ports[started % port_count]);
    started++;
    inflight++;
    slot.phase[fd] = CONNECTING;
    if (connect(fd, (struct sockaddr *)&peer, sizeof peer) && errno != EINPROGRESS) die("connect");
    loop_add(loop, fd, EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP);
  }
}

// Goes through the phases of an open as far as the socket allows. 0 when it has to wait.
static int step(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  switch (slot.phase[fd]) {
    case CONNECTING:
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error) return lost(fd), 0;
      slot.phase[fd] = tls_context ? SECURING : UPGRADING;
      if (tls_context) {
        slot.tls[fd] = SSL_new(tls_context);
        SSL_set_fd(slot.tls[fd], fd);
        SSL_set_connect_state(slot.tls[fd]);
      } else if (is_ws) give(fd, REQUEST, sizeof REQUEST - 1);
      else opened(fd);
      return 1;
    case SECURING:
      ERR_clear_error();
      error = SSL_connect(slot.tls[fd]);
      if (error != 1) {
        if (SSL_get_error(slot.tls[fd], error) != SSL_ERROR_WANT_READ) lost(fd);
        return 0;
      }
      slot.phase[fd] = UPGRADING;
      if (is_ws) give(fd, REQUEST, sizeof REQUEST - 1);
      else opened(fd);
      return 1;
    default:
      return 0;
  }
}

static void advance(int fd) {
  static char bytes[65536];
  while (step(fd));
  if (slot.phase[fd] == OVER || slot.phase[fd] == SECURING) return;
  for (int count; (count = take(fd, bytes, sizeof bytes)) >= 0;) {
    if (count == 0) return lost(fd);
    if (slot.phase[fd] == UPGRADING) {
      if (strncmp(bytes, "HTTP/1.1 101", 12)) return lost(fd);
      opened(fd);
    } else echoed++;
  }
}

// On a tick of 100 ms, as the wheels of the bare Node contestants.
static void beat(uint64_t now) {
  // 28 bytes; as a WebSocket frame with a mask of zeros, which leaves them as they are.
  static char frame[34] = {(char)0x82, (char)(0x80 | 28)};
  if (now < next_beat) return;
  next_beat = now + 100000000ull;
  while (beat_every && (sent + 1) * beat_every / (uint64_t)open_count <= now - beat_start) {
    int fd = descriptors[sent++ % (uint64_t)open_count];
    if (slot.phase[fd] != OPEN) continue;
    if (is_ws) give(fd, frame, sizeof frame);
    else give(fd, frame + 6, 28);
  }
}

static void obey(char *line) {
  int milliseconds;
  if (!strcmp(line, "quit")) exit(0);
  if (!strcmp(line, "open")) dial_more();
  if (!strcmp(line, "ended"))
    printf("ended %llu %llu %llu\n", (unsigned long long)ended, (unsigned long long)first_ended,
           (unsigned long long)last_ended);
  if (sscanf(line, "beat %d", &milliseconds) == 1) {
    printf("beats %llu %llu\n", (unsigned long long)sent, (unsigned long long)echoed);
    beat_every = (uint64_t)milliseconds * 1000000ull;
    beat_start = now_ns();
    sent = echoed = 0;
  }
}

static void secure(void) {
  tls_context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set1_groups_list(tls_context, "X25519");
}

int main(int count, char **arguments) {
  if (count < 7) return 2;
  raise_files();
  is_ws = !strcmp(arguments[1], "ws");
  if (!strcmp(arguments[2], "tls")) secure();
  peer.sin_family = AF_INET;
  inet_pton(AF_INET, arguments[3], &peer.sin_addr);
  for (char *port = strtok(arguments[4], ","); port && port_count < 64; port = strtok(NULL, ","))
    ports[port_count++] = atoi(port);
  wanted = atoi(arguments[5]);
  inflight_max = atoi(arguments[6]);
  descriptors = calloc((size_t)wanted, sizeof *descriptors);
  setvbuf(stdout, NULL, _IOLBF, 0);
  signal(SIGPIPE, SIG_IGN);
  loop = epoll_create1(0);
  fcntl(0, F_SETFL, O_NONBLOCK);
  loop_add(loop, 0, EPOLLIN);
  puts("ready");
  static struct epoll_event events[EVENTS_MAX];
  for (;;) {
    int ready = epoll_wait(loop, events, EVENTS_MAX, beat_every ? 100 : -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) {
        for (char *line; (line = next_line());) obey(line);
      } else advance(fd);
    }
    if (started > 0) dial_more();
    if (beat_every) beat(now_ns());
  }
}
