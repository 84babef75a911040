#ifdef __linux__
#define _GNU_SOURCE
#include "CLinuxPolling.h"
#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most_events = 256 };

int rp_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int rp_eventfd_create(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int rp_epoll_watch(int epoll, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.fd = descriptor}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -errno;
}

/* Milliseconds, rounded up, are what kernels before 5.11 can wait. */
static int wait_coarsely(int epoll, struct epoll_event *events, int capacity, int64_t timeout) {
    int milliseconds = timeout < 0 ? -1 : timeout > 3600000000000 ? 3600000 : (int)((timeout + 999999) / 1000000);
    return epoll_wait(epoll, events, capacity, milliseconds);
}

int rp_epoll_wait(int epoll, struct rp_event *events, int capacity, int64_t timeout) {
    struct epoll_event found[most_events];
    if (capacity > most_events) capacity = most_events;
    int count;
#ifdef SYS_epoll_pwait2
    static int is_missing = 0;
    if (timeout == 0 || timeout < 0 || is_missing) {
        count = wait_coarsely(epoll, found, capacity, timeout);
    } else {
        struct timespec limit = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
        count = (int)syscall(SYS_epoll_pwait2, epoll, found, capacity, &limit, NULL, 0);
        if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
            is_missing = 1;
            count = wait_coarsely(epoll, found, capacity, timeout);
        }
    }
#else
    count = wait_coarsely(epoll, found, capacity, timeout);
#endif
    if (count < 0) return -errno;
    for (int i = 0; i < count; i++) events[i] = (struct rp_event){.events = found[i].events, .descriptor = found[i].data.fd};
    return count;
}

void rp_exact_timers(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }
#else
typedef int rp_nothing_elsewhere;
#endif
