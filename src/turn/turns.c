/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The turn loop: one START turn, then one REPLY turn for each operation that becomes due, in order,
 * until the guest says that it is finished or has failed. A WASI program has one turn, its _start.
 */
#include "base/cbor.h"
#include "base/os.h"
#include "turn/active.h"

#define REPLY_BYTES_MAX (64 * KIB)

uint64_t run_clock_ns(const struct run *run)
{
    return run->options->clock_fixed ? run->begin_ns + run->waited_ns : os_monotonic_ns();
}

/* Puts `payload` into the guest and runs one turn. */
static enum stop turn(struct run *run, enum turn_kind kind, struct slice payload, uint64_t *state)
{
    uint64_t len = payload.len, ptr = 0;
    enum stop stop = sandbox_call(run->sandbox, "tr_alloc", &len, 1, &ptr);
    if (stop != STOP_NONE)
        return stop;
    if (ptr == 0)
        return STOP_MEMORY;
    uint8_t *room = sandbox_memory(run->sandbox, (uint32_t)ptr, (uint32_t)len);
    if (!room)
        return STOP_PROTOCOL;
    memcpy(room, payload.ptr, payload.len);
    return sandbox_call(run->sandbox, "tr_turn", (uint64_t[]){kind, (uint32_t)ptr, len}, 3, state);
}

static enum stop start_guest(struct run *run)
{
    TR_CLEANUP(buf_done) struct buf payload;
    buf_init(&payload, UINT32_MAX, NULL);
    enum stop stop = sandbox_call(run->sandbox, "tr_start", run->seed, 2, NULL);
    if (stop != STOP_NONE)
        return stop;
    start_payload(run->options, &payload);
    if (payload.failed)
        return STOP_INTERNAL;
    stop = turn(run, TURN_START, buf_slice(&payload), &run->state);
    return stop;
}

enum stop turns_start(struct run *run)
{
    if (!run->options->wasi)
        return start_guest(run);
    run->state = TURN_FINISHED;
    return sandbox_call(run->sandbox, "_start", NULL, 0, NULL);
}

static enum stop reply(struct run *run, struct pending_call *call)
{
    TR_CLEANUP(buf_done) struct buf payload;
    buf_init(&payload, REPLY_BYTES_MAX, &run->guest.account);
    cbor_put_array(&payload, 3);
    cbor_put_uint(&payload, call->id);
    cbor_put_bool(&payload, call->error_len == 0);
    if (call->error_len > 0)
        buf_append(&payload, call->error, call->error_len);
    else
        cbor_put_null(&payload);
    pending_call_done(&run->pending, call);
    return payload.failed ? STOP_INTERNAL : turn(run, TURN_REPLY, buf_slice(&payload), &run->state);
}

/* Sleeps until `due_ns` of the run's clock. */
static enum stop wait_for(struct run *run, uint64_t due_ns)
{
    uint64_t now = run_clock_ns(run);
    if (due_ns <= now)
        return STOP_NONE;
    uint64_t wait_ns = due_ns - now, real = os_monotonic_ns();
    uint64_t wake_ns = wait_ns > UINT64_MAX - real ? UINT64_MAX : real + wait_ns;
    enum stop stop = sandbox_wait_until(run->sandbox, wake_ns);
    run->waited_ns += wait_ns;
    return stop;
}

enum stop turns_go_on(struct run *run, bool park, bool *waiting)
{
    *waiting = false;
    while (run->state == TURN_WAITING && pending_first(&run->pending)) {
        uint64_t due_ns = pending_first(&run->pending)->due_ns;
        if (park && due_ns > run_clock_ns(run)) {
            *waiting = true;
            return STOP_NONE;
        }
        enum stop stop = wait_for(run, due_ns);
        if (stop != STOP_NONE)
            return stop;
        struct pending_call call = pending_take(&run->pending);
        stop = reply(run, &call);
        if (stop != STOP_NONE)
            return stop;
    }
    return run->state <= TURN_FAILED ? STOP_NONE : STOP_PROTOCOL;
}
