/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: poll_oneoff. Descriptors are always ready: files and output at once, and standard input
 * because only a read can find out. So a call waits only when all that it asks for are clocks, and
 * then until the first of them.
 *
 * The subscriptions are copied first, since the events may overlap them. An absolute time is
 * rounded up to the clock's whole millisecond, so the reading after the wait is never before it.
 *
 * subscription, 48 bytes: userdata u64; type u8 at 8; clock: id u32 at 16, time u64 at 24, flags
 * u16 at 40; descriptor: fd u32 at 16. event, 32 bytes: userdata u64; error u16; type u8 at 10;
 * bytes u64 at 16; flags u16 at 24.
 */
#include "base/os.h"
#include "base/reader.h"
#include "guest/wasi.h"

#define SUBSCRIPTION_BYTES 48
#define EVENT_BYTES        32
#define TYPE_CLOCK         0
#define TYPE_FD_READ       1
#define TYPE_FD_WRITE      2
#define CLOCK_ABSTIME      0x1

struct subscription {
    uint64_t userdata;
    uint8_t type;
    bool absolute;
    uint32_t id;      /* clock or descriptor */
    uint64_t time_ns; /* clock: as given, then the delay from now */
    enum wasi_errno error;
};

static void subscription_read(struct slice bytes, struct subscription *out)
{
    struct reader in = reader_of(bytes);
    out->userdata = reader_u64le(&in);
    out->type = reader_u8(&in);
    (void)reader_bytes(&in, 7);
    out->id = reader_u32le(&in);
    (void)reader_bytes(&in, 4);
    out->time_ns = reader_u64le(&in);
    (void)reader_bytes(&in, 8);
    out->absolute = reader_u16le(&in) & CLOCK_ABSTIME;
    out->error = WASI_SUCCESS;
}

/* Turns a clock's time into the delay from now on. */
static void clock_delay(struct guest *guest, struct subscription *s)
{
    uint64_t now;
    s->error = wasi_clock_read(guest, s->id, &now);
    if (s->error != WASI_SUCCESS || !s->absolute)
        return;
    uint64_t past_ms = s->time_ns % MS_NS;
    if (past_ms > 0 && s->time_ns <= UINT64_MAX - MS_NS)
        s->time_ns += MS_NS - past_ms;
    s->time_ns = s->time_ns > now ? s->time_ns - now : 0;
}

static void fd_check(struct guest *guest, struct subscription *s)
{
    struct wasi_fd *fd;
    s->error = wasi_fd_get(guest, s->id, 0, &fd);
    if (s->error == WASI_SUCCESS && fd->kind == WASI_FD_DIR)
        s->error = WASI_EBADF;
    else if (s->error == WASI_SUCCESS && !(fd->rights & RIGHT(POLL_FD_READWRITE)))
        s->error = WASI_ENOTCAPABLE;
}

/* Bytes that a read would give now, where that is known; 1 where it is not. */
static uint64_t bytes_ready(struct guest *guest, const struct subscription *s)
{
    const struct wasi_fd *fd = wasi_fd_find(guest, s->id);
    struct vfs_stat stat;
    if (s->type == TYPE_FD_WRITE || wasi_fd_is_stream(fd) ||
        vfs_stat_handle(guest->vfs, fd->handle, &stat) != WASI_SUCCESS)
        return 1;
    return stat.size_bytes > fd->offset ? stat.size_bytes - fd->offset : 0;
}

static void event_write(struct guest *guest, const struct subscription *s, uint8_t *to)
{
    uint8_t bytes[EVENT_BYTES] = {0};
    bytes_put_u64(bytes, s->userdata);
    bytes_put_u16(bytes + 8, (uint16_t)s->error);
    bytes[10] = s->type;
    if (s->type != TYPE_CLOCK && s->error == WASI_SUCCESS)
        bytes_put_u64(bytes + 16, bytes_ready(guest, s));
    memcpy(to, bytes, sizeof bytes);
}

/* All subscriptions, checked; *delay_ns is how long until the first is ready. */
static enum wasi_errno subscriptions_load(struct host_call *call, uint32_t n,
                                          struct subscription *list, uint64_t *delay_ns)
{
    struct guest *guest = call->guest;
    const uint8_t *bytes = host_memory(call, arg32(call, 0), n * SUBSCRIPTION_BYTES);
    if (!bytes || !host_memory(call, arg32(call, 1), n * EVENT_BYTES) ||
        !host_memory(call, arg32(call, 3), 4))
        return WASI_EFAULT;
    *delay_ns = UINT64_MAX;
    for (uint32_t i = 0; i < n; i++) {
        subscription_read(slice_make(bytes + (size_t)i * SUBSCRIPTION_BYTES, SUBSCRIPTION_BYTES),
                          &list[i]);
        if (list[i].type > TYPE_FD_WRITE)
            return WASI_EINVAL;
        if (list[i].type == TYPE_CLOCK)
            clock_delay(guest, &list[i]);
        else
            fd_check(guest, &list[i]);
        if (list[i].type != TYPE_CLOCK || list[i].error != WASI_SUCCESS)
            list[i].time_ns = 0;
        if (list[i].time_ns < *delay_ns)
            *delay_ns = list[i].time_ns;
    }
    return WASI_SUCCESS;
}

static enum stop wait(struct host_call *call, uint64_t delay_ns)
{
    if (delay_ns == 0)
        return host_should_stop(call);
    uint64_t now = os_monotonic_ns();
    return host_sleep_until(call, delay_ns < UINT64_MAX - now ? now + delay_ns : UINT64_MAX);
}

enum stop wasi_poll_oneoff(struct host_call *call)
{
    struct subscription list[WASI_POLL_MAX];
    uint32_t n = arg32(call, 2), n_events = 0;
    uint64_t delay_ns;
    if (n == 0 || n > WASI_POLL_MAX)
        return wasi_done(call, WASI_EINVAL);
    enum wasi_errno error = subscriptions_load(call, n, list, &delay_ns);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    enum stop stop = wait(call, delay_ns);
    uint8_t *events = host_memory(call, arg32(call, 1), n * EVENT_BYTES);
    if (stop != STOP_NONE || !events)
        return stop != STOP_NONE ? stop : wasi_done(call, WASI_EFAULT);
    for (uint32_t i = 0; i < n; i++)
        if (list[i].time_ns <= delay_ns)
            event_write(call->guest, &list[i], events + (size_t)EVENT_BYTES * n_events++);
    return wasi_done(call, wasi_put_u32(call, arg32(call, 3), n_events));
}
