/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: arguments, environment, clocks, random bytes, and the end of the program.
 *
 * Every clock is the guest's one clock (clock.h): a resolution of 1 ms, the two CPU time clocks
 * equal to the monotonic one, since a guest's own time cannot be told from the run's.
 */
#include "guest/wasi.h"

#define CLOCK_ID_REALTIME  0
#define CLOCK_ID_MAX       3 /* thread CPU time */
#define SIGNAL_NONE        0
#define SIGNAL_MAX         30
#define SIGNAL_EXIT_STATUS 128 /* plus the signal, as a shell says it */

/* A list of strings as args_get and environ_get lay it out: pointers at one place, the strings,
 * each with its NUL, one after the other at the second. */
struct strings {
    const char *const *list;
    uint32_t n;
};

static uint64_t strings_bytes(struct strings strings)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < strings.n; i++)
        total += strlen(strings.list[i]) + 1;
    return total;
}

static enum stop strings_get(struct host_call *call, struct strings strings)
{
    uint64_t total = strings_bytes(strings);
    uint32_t at = arg32(call, 1);
    if (total > UINT32_MAX || strings.n > UINT32_MAX / 4)
        return wasi_done(call, WASI_EOVERFLOW);
    uint8_t *pointers = host_memory(call, arg32(call, 0), 4 * strings.n);
    uint8_t *bytes = host_memory(call, at, (uint32_t)total);
    if (!pointers || !bytes)
        return wasi_done(call, WASI_EFAULT);
    for (uint32_t i = 0; i < strings.n; i++) {
        size_t size = strlen(strings.list[i]) + 1;
        bytes_put_u32(pointers + 4 * (size_t)i, at);
        memcpy(bytes, strings.list[i], size);
        bytes += size;
        at += (uint32_t)size;
    }
    return wasi_done(call, WASI_SUCCESS);
}

static enum stop strings_sizes_get(struct host_call *call, struct strings strings)
{
    uint64_t total = strings_bytes(strings);
    if (total > UINT32_MAX)
        return wasi_done(call, WASI_EOVERFLOW);
    enum wasi_errno error = wasi_put_u32(call, arg32(call, 0), strings.n);
    if (error == WASI_SUCCESS)
        error = wasi_put_u32(call, arg32(call, 1), (uint32_t)total);
    return wasi_done(call, error);
}

static struct strings args_of(const struct host_call *call)
{
    const struct guest *guest = call->guest;
    return (struct strings){guest->args, guest->n_args};
}

static struct strings env_of(const struct host_call *call)
{
    const struct guest *guest = call->guest;
    return (struct strings){guest->env, guest->n_env};
}

enum stop wasi_args_get(struct host_call *call)
{
    return strings_get(call, args_of(call));
}

enum stop wasi_args_sizes_get(struct host_call *call)
{
    return strings_sizes_get(call, args_of(call));
}

enum stop wasi_environ_get(struct host_call *call)
{
    return strings_get(call, env_of(call));
}

enum stop wasi_environ_sizes_get(struct host_call *call)
{
    return strings_sizes_get(call, env_of(call));
}

enum wasi_errno wasi_clock_read(struct guest *guest, uint32_t clock, uint64_t *out)
{
    if (clock > CLOCK_ID_MAX)
        return WASI_EINVAL;
    *out =
        clock == CLOCK_ID_REALTIME ? clock_realtime(&guest->clock) : clock_monotonic(&guest->clock);
    return WASI_SUCCESS;
}

enum stop wasi_clock_res_get(struct host_call *call)
{
    if (arg32(call, 0) > CLOCK_ID_MAX)
        return wasi_done(call, WASI_EINVAL);
    return wasi_done(call, wasi_put_u64(call, arg32(call, 1), MS_NS));
}

enum stop wasi_clock_time_get(struct host_call *call)
{
    uint64_t now;
    enum wasi_errno error = wasi_clock_read(call->guest, arg32(call, 0), &now);
    if (error == WASI_SUCCESS)
        error = wasi_put_u64(call, arg32(call, 2), now);
    return wasi_done(call, error);
}

enum stop wasi_random_get(struct host_call *call)
{
    uint32_t len = arg32(call, 1);
    uint8_t *out = host_memory(call, arg32(call, 0), len);
    if (!out)
        return wasi_done(call, WASI_EFAULT);
    enum stop stop = guest_random(call, out, len);
    return stop == STOP_NONE ? wasi_done(call, WASI_SUCCESS) : stop;
}

enum stop wasi_proc_exit(struct host_call *call)
{
    struct guest *guest = call->guest;
    guest->exit_status = arg32(call, 0);
    return STOP_EXIT;
}

enum stop wasi_proc_raise(struct host_call *call)
{
    struct guest *guest = call->guest;
    uint32_t signal = arg32(call, 0);
    if (signal == SIGNAL_NONE || signal > SIGNAL_MAX)
        return wasi_done(call, signal == SIGNAL_NONE ? WASI_SUCCESS : WASI_EINVAL);
    guest->exit_status = SIGNAL_EXIT_STATUS + signal;
    return STOP_EXIT;
}

enum stop wasi_sched_yield(struct host_call *call)
{
    enum stop stop = host_should_stop(call);
    return stop == STOP_NONE ? wasi_done(call, WASI_SUCCESS) : stop;
}
