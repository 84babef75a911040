// The fast server of the benchmarks: one thread, epoll, HTTP/1.1, loopback only. Linux.
//
//     gcc -O2 -Wall -o server server.c
//     ./server [--port N] [--log FILE] [--stall MS --every MS] [--delay MS]
//
// Every POST /api/v1/leads is answered with 201, a lead of 397 bytes, Date and the X-RateLimit fields. It spends less on a request than a
// general server, so that the client reaches its own limit first. Nothing is limited and nothing is stored.
// The first line on standard output is "port N". SIGTERM and SIGINT end it, and only then is the log written.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_EVENTS = 256,        // handled between two looks at the clock
    MAX_ACCEPTS = 64,        // likewise, so that a flood of connections does not hold up the open ones
    MAX_CONNECTIONS = 16384,
    MAX_HEAD = 8192,         // a request's head must fit into its connection's buffer; bodies are skipped and may be longer
    MAX_BODY = 1 << 20,
    MAX_LOG = 1 << 24,       // instants; 128 MiB of addresses, of which only what is written takes memory
    LIMIT = 1000000000,      // never used up
    WINDOW = 60,             // seconds
};

#define LEAD "{\"success\":true,\"data\":{\"id\":\"4be0c1d2-7a53-4f9e-9d1b-52c6a8f03e77\",\"email\":\"rate.proof@example.com\"," \
    "\"firstName\":\"Rate\",\"lastName\":\"Proof\",\"company\":\"Example GmbH\",\"phone\":\"+41 44 000 00 00\",\"source\":\"api\"," \
    "\"status\":\"new\",\"score\":50,\"tags\":[\"benchmark\",\"loopback\"],\"createdAt\":\"2026-01-01T00:00:00.000Z\"," \
    "\"updatedAt\":\"2026-01-01T00:00:00.000Z\",\"notes\":\"Answered without being stored: a benchmark.\"}}"
_Static_assert(sizeof LEAD - 1 == 397, "bench.py gives nginx a body of the same length");

typedef struct {
    int fd;                  // -1 once closed with a response still due
    unsigned begin, end;     // what is in the buffer and not used yet
    unsigned body_left;      // of the request that is being read
    bool in_body;
    bool waiting;            // for the delay to pass; what follows in the buffer is left alone until then
    bool keep;
    int status;
    char buffer[MAX_HEAD];
} Connection;

static struct { Connection *connection; uint64_t due; } queue[MAX_CONNECTIONS];  // a ring; one delay for all, so first in is first due
static unsigned queue_head, queue_count;
static unsigned connections, most_connections = MAX_CONNECTIONS;
static uint64_t *instants, instants_count, instants_lost;
static uint64_t delay, stall, every, next_stall;
static int epoll, listener, timer;
static volatile sig_atomic_t stopping;

static void stop(int signal) { (void)signal; stopping = 1; }

static void fatal(const char *what) {
    fprintf(stderr, "server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static struct timespec at(uint64_t ns) { return (struct timespec){ .tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u) }; }

// MARK: Responses

// The response is kept ready: what changes each second is written each second, and only the last field for each request.
static char message[1024];
static size_t message_head;
static const char message_tail[] = "\r\n\r\n" LEAD;
static time_t message_second;
static unsigned admitted;

static void refresh(void) {
    time_t second = time(NULL);
    if (second == message_second) return;
    if (second / WINDOW != message_second / WINDOW) admitted = 0;
    message_second = second;
    struct tm utc;
    char date[40];
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&second, &utc));
    message_head = (size_t)snprintf(message, sizeof message,
        "HTTP/1.1 201 Created\r\nDate: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: keep-alive\r\n"
        "X-RateLimit-Limit: %d\r\nX-RateLimit-Reset: %lld\r\nX-RateLimit-Remaining: ",
        date, sizeof LEAD - 1, LIMIT, (long long)(second / WINDOW + 1) * WINDOW);
}

// Remaining counts down as it would in earnest: a client that remembers whole responses shall gain nothing here that it would not gain there.
static size_t created(void) {
    char digits[12];
    unsigned rest = LIMIT - ++admitted, count = 0;
    do digits[count++] = (char)('0' + rest % 10); while (rest /= 10);
    char *end = message + message_head;
    while (count) *end++ = digits[--count];
    memcpy(end, message_tail, sizeof message_tail - 1);
    return (size_t)(end - message) + sizeof message_tail - 1;
}

static void release(Connection *c) {
    free(c);
    connections--;
}

static void end(Connection *c) {
    close(c->fd);
    c->fd = -1;
    if (!c->waiting) release(c);  // otherwise the queue still points to it
}

// False where the connection has been ended.
static bool respond(Connection *c) {
    char refusal[96];
    const char *text = message;
    size_t length;
    if (c->status == 201) {
        length = created();
    } else {
        length = (size_t)snprintf(refusal, sizeof refusal, "HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", c->status);
        text = refusal;
    }
    // A client that does not take a thousand bytes has stopped reading; waiting for it would need a buffer without a bound.
    bool sent = send(c->fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
    if (sent && c->keep) return true;
    end(c);
    return false;
}

// MARK: Requests

static bool named(const char *line, const char *name) { return strncasecmp(line, name, strlen(name)) == 0; }

static void refuse(Connection *c, int status) {
    c->status = status;
    c->keep = false;
    c->body_left = 0;
}

// Reads a head, up to and without its empty line.
static void read_head(Connection *c, const char *line, const char *empty) {
    static const char route[] = "POST /api/v1/leads HTTP/1.";
    c->status = 201;
    c->keep = true;
    c->body_left = 0;
    if ((size_t)(empty - line) < sizeof route || memcmp(line, route, sizeof route - 1) != 0) return refuse(c, 404);
    bool is_old = line[sizeof route - 1] == '0', asks_to_keep = false;
    while ((line = memchr(line, '\n', (size_t)(empty - line))) != NULL) {
        line++;
        // The empty line follows, so that no value runs past the head.
        if (named(line, "Content-Length:")) {
            unsigned long length = strtoul(line + 15, NULL, 10);
            if (length > MAX_BODY) return refuse(c, 413);
            c->body_left = (unsigned)length;
        } else if (named(line, "Connection: close")) {
            c->keep = false;
        } else if (named(line, "Connection: keep-alive")) {
            asks_to_keep = true;
        } else if (named(line, "Transfer-Encoding:")) {
            return refuse(c, 501);
        }
    }
    if (is_old && !asks_to_keep) c->keep = false;
}

// The request has been read to its end. False where the connection has been ended.
static bool arrived(Connection *c) {
    uint64_t instant = delay || instants ? now() : 0;
    if (instants) {
        if (instants_count < MAX_LOG) instants[instants_count++] = instant; else instants_lost++;
    }
    if (!delay) return respond(c);
    // There is room: a connection is in the queue once, and stays counted until it has left.
    unsigned slot = (queue_head + queue_count++) % MAX_CONNECTIONS;
    queue[slot].connection = c;
    queue[slot].due = instant + delay;
    c->waiting = true;
    return true;
}

// Takes whole requests out of the buffer.
static void process(Connection *c) {
    while (!c->waiting && (c->begin < c->end || c->in_body)) {
        if (!c->in_body) {
            char *start = c->buffer + c->begin, *empty = memmem(start, c->end - c->begin, "\r\n\r\n", 4);
            if (!empty) break;
            read_head(c, start, empty);
            c->begin = (unsigned)(empty + 4 - c->buffer);
            c->in_body = true;
        }
        unsigned there = c->end - c->begin, taken = there < c->body_left ? there : c->body_left;
        c->begin += taken;
        c->body_left -= taken;
        if (c->body_left > 0) break;
        c->in_body = false;
        if (!arrived(c)) return;
    }
    if (c->begin > 0) memmove(c->buffer, c->buffer + c->begin, c->end - c->begin);
    c->end -= c->begin;
    c->begin = 0;
}

static void readable(Connection *c) {
    // Full without a whole head in it, or by a client that sends on and on while its response is due.
    if (c->end == sizeof c->buffer) return end(c);
    ssize_t count = recv(c->fd, c->buffer + c->end, sizeof c->buffer - c->end, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return end(c);
    c->end += (unsigned)count;
    process(c);
}

static void accept_some(void) {
    for (int i = 0; i < MAX_ACCEPTS; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;
        if (fd < 0) return;
        Connection *c = connections < most_connections ? malloc(sizeof *c) : NULL;
        if (!c) { close(fd); continue; }
        memset(c, 0, offsetof(Connection, buffer));
        c->fd = fd;
        connections++;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) end(c);
    }
}

// MARK: Time

static void answer_due(void) {
    if (queue_count == 0) return;
    uint64_t instant = now();
    while (queue_count > 0 && queue[queue_head].due <= instant) {
        Connection *c = queue[queue_head].connection;
        queue_head = (queue_head + 1) % MAX_CONNECTIONS;
        queue_count--;
        c->waiting = false;
        if (c->fd < 0) release(c); else if (respond(c)) process(c);
    }
}

// Stalls begin at fixed instants, not so long after the last one, so that the truth about them is arithmetic.
static void freeze_if_due(void) {
    if (!stall || now() < next_stall) return;
    struct timespec until = at(next_stall + stall);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);  // signals are held back meanwhile
    next_stall += every;
}

static void arm(void) {
    static uint64_t armed;
    uint64_t next = stall ? next_stall : UINT64_MAX;
    if (queue_count > 0 && queue[queue_head].due < next) next = queue[queue_head].due;
    if (next == armed || next == UINT64_MAX) return;
    armed = next;
    struct itimerspec when = { .it_value = at(next) };
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL) < 0) fatal("timerfd_settime");
}

// MARK: Set-up

static uint64_t milliseconds(const char *option, const char *text) {
    char *rest;
    double value = strtod(text, &rest);
    if (*rest || !(value > 0) || value > 3600000) {
        fprintf(stderr, "server: --%s %s: a number of milliseconds, above 0 and up to 3600000\n", option, text);
        exit(64);
    }
    return (uint64_t)(value * 1e6);
}

static void usage(void) {
    fprintf(stderr, "usage: server [--port N] [--log FILE] [--stall MS --every MS] [--delay MS]\n");
    exit(64);
}

static int listen_on(unsigned port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fatal("socket");
    if (bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 4096) < 0) fatal("bind");
    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) fatal("getsockname");
    printf("port %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

// A limit below the cap would make accept fail again and again, and the loop spin.
static void allow_connections(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) fatal("getrlimit");
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < MAX_CONNECTIONS + 16) most_connections = (unsigned)files.rlim_cur - 16;
}

// Signals come only while epoll waits: none is lost between the look at `stopping` and the wait.
static sigset_t take_signals(void) {
    struct sigaction action = { .sa_handler = stop };
    sigset_t ours, before;
    sigemptyset(&ours);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGINT);
    sigprocmask(SIG_BLOCK, &ours, &before);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    return before;
}

static void watch(int fd, int *tag) {
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = tag };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fatal("epoll_ctl");
}

static void serve(const sigset_t *waiting_mask) {
    struct epoll_event events[MAX_EVENTS];
    while (!stopping) {
        arm();
        int count = epoll_pwait(epoll, events, MAX_EVENTS, -1, waiting_mask);
        if (count < 0 && errno != EINTR) fatal("epoll_pwait");
        freeze_if_due();
        refresh();
        for (int i = 0; i < count; i++) {
            void *tag = events[i].data.ptr;
            uint64_t expirations;
            if (tag == &listener) accept_some();
            else if (tag == &timer) { if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) fatal("timerfd"); }
            else readable(tag);
        }
        answer_due();
    }
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' }, { "log", required_argument, NULL, 'l' }, { "stall", required_argument, NULL, 's' },
        { "every", required_argument, NULL, 'e' }, { "delay", required_argument, NULL, 'd' }, { 0 },
    };
    unsigned long port = 0;
    char *rest;
    FILE *log = NULL;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p':
            port = strtoul(optarg, &rest, 10);
            if (*rest || port > 65535) usage();
            break;
        case 'l':
            if (!(log = fopen(optarg, "we"))) fatal(optarg);  // before anything is measured
            break;
        case 's': stall = milliseconds("stall", optarg); break;
        case 'e': every = milliseconds("every", optarg); break;
        case 'd': delay = milliseconds("delay", optarg); break;
        default: usage();
        }
    }
    if (optind != argc || (stall != 0) != (every != 0) || (stall && stall >= every)) usage();
    if (log) {
        // Mapped at once: growing by copying would be a stall that nobody asked for.
        instants = mmap(NULL, MAX_LOG * sizeof *instants, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (instants == MAP_FAILED) fatal("mmap");
    }
    sigset_t waiting_mask = take_signals();
    allow_connections();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (epoll < 0 || timer < 0) fatal("epoll");
    /* The first in the middle of its period, so that a load of whole periods meets whole stalls. */
    next_stall = now() + every / 2;
    listener = listen_on((unsigned)port);
    watch(listener, &listener);
    watch(timer, &timer);
    serve(&waiting_mask);
    if (!log) return 0;
    for (uint64_t i = 0; i < instants_count; i++) fprintf(log, "%llu\n", (unsigned long long)instants[i]);
    if (instants_lost > 0) fprintf(stderr, "server: %llu arrivals more than the log holds\n", (unsigned long long)instants_lost);
    if (fclose(log) != 0) fatal("log");
    return 0;
}
