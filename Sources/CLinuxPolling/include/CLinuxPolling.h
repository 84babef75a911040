/// The three system calls of Linux that Swift's overlay of the C library leaves out.
#pragma once

#ifdef __linux__
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// epoll_event is packed and holds a union: flat here, so that Swift need not know.
struct rp_event {
    uint32_t events;
    int32_t descriptor;
};

/// Waits for events until `timeout_nanoseconds` are over (for ever where negative); gives how many, or -errno.
int rp_epoll_wait(int epoll, struct rp_event *events, int capacity, int64_t timeout_nanoseconds);

/// Watches a descriptor once and for all, edge-triggered, for reading, writing and the end; 0 or -errno.
int rp_epoll_watch(int epoll, int descriptor);

int rp_epoll_create(void);
int rp_eventfd_create(void);

/// Asks for timers of this thread to be as exact as the machine allows.
void rp_exact_timers(void);
#endif
