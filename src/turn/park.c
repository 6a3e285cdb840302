/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parking: a waiting program as one record, and back. The record is a CBOR map with sorted keys:
 *
 *     "v"       1
 *     "calls"   array of [when due, id, error map or null], in the order of their replies; times in
 *               nanoseconds since 1970, so that time goes on while the program is parked
 *     "guest"   clock, chance, files (guest_capture)
 *     "sandbox" bytes: memory and globals (sandbox_capture)
 *
 * A program that finishes leaves no record.
 */
#include "base/cbor.h"
#include "base/os.h"
#include "turn/active.h"

#define STATE_VERSION 1
#define STATE_KEYS    4

/* The moment `at` of a clock that shows `from` now, on a clock that shows `to` now; cut at the ends
 * of the range. */
static uint64_t shift(uint64_t at, uint64_t from, uint64_t to)
{
    if (at >= from)
        return at - from > UINT64_MAX - to ? UINT64_MAX : to + (at - from);
    return from - at > to ? 0 : to - (from - at);
}

static void capture_calls(struct run *run, struct buf *out)
{
    uint64_t now = run_clock_ns(run), wall = os_realtime_ns();
    cbor_put_str(out, "calls");
    cbor_put_array(out, run->pending.n);
    while (pending_first(&run->pending)) {
        struct pending_call call = pending_take(&run->pending);
        cbor_put_array(out, 3);
        cbor_put_uint(out, shift(call.due_ns, now, wall));
        cbor_put_uint(out, call.id);
        if (call.error_len > 0)
            buf_append(out, call.error, call.error_len);
        else
            cbor_put_null(out);
        pending_call_done(&run->pending, &call);
    }
}

static tr_rc capture(struct run *run, struct buf *out, struct tr_err *err)
{
    TR_CLEANUP(buf_done) struct buf sandbox = BUF_INIT(SIZE_MAX);
    TR_TRY(sandbox_capture(run->sandbox, &sandbox, err));
    cbor_put_map(out, STATE_KEYS);
    cbor_put_str(out, "v");
    cbor_put_uint(out, STATE_VERSION);
    capture_calls(run, out);
    cbor_put_str(out, "guest");
    guest_capture(&run->guest, out);
    cbor_put_str(out, "sandbox");
    cbor_put_bytes(out, buf_slice(&sandbox));
    return out->failed ? tr_fail(err, TR_E_NO_MEMORY, "the state does not fit into memory") : TR_OK;
}

static tr_rc fail_corrupt(struct tr_err *err)
{
    return tr_fail(err, TR_E_CORRUPT, "this is no state of a parked program");
}

static tr_rc restore_call(struct run *run, struct cbor_reader *in, struct tr_err *err)
{
    struct cbor_item head, due, id, kind;
    if (!cbor_next(in, &head) || head.type != CBOR_ARRAY || head.uint != 3 ||
        !cbor_next(in, &due) || due.type != CBOR_UINT || !cbor_next(in, &id) ||
        id.type != CBOR_UINT || id.uint > UINT32_MAX)
        return fail_corrupt(err);
    struct slice error = cbor_skip(in);
    struct cbor_reader inner = cbor_reader_of(error);
    if (!cbor_next(&inner, &kind) || (kind.type != CBOR_NULL && kind.type != CBOR_MAP))
        return fail_corrupt(err);
    if (kind.type == CBOR_NULL)
        error = slice_make(NULL, 0);
    uint64_t due_ns = shift(due.uint, os_realtime_ns(), run_clock_ns(run));
    if (pending_add(&run->pending, due_ns, (uint32_t)id.uint, error) != PENDING_OK)
        return tr_fail(err, TR_E_LIMIT, "more waits in the state than the limits allow");
    return TR_OK;
}

static tr_rc restore_calls(struct run *run, struct slice calls, struct tr_err *err)
{
    struct cbor_reader in = cbor_reader_of(calls);
    struct cbor_item head;
    if (!cbor_next(&in, &head) || head.type != CBOR_ARRAY)
        return fail_corrupt(err);
    for (uint64_t i = 0; i < head.uint; i++)
        TR_TRY(restore_call(run, &in, err));
    return TR_OK;
}

/* The byte string under `key`. */
static bool get_bytes(struct slice map, const char *key, struct slice *out)
{
    struct slice value;
    struct cbor_item item;
    if (!cbor_map_get(map, key, &value))
        return false;
    struct cbor_reader in = cbor_reader_of(value);
    if (!cbor_next(&in, &item) || item.type != CBOR_BYTES)
        return false;
    *out = item.data;
    return true;
}

static tr_rc restore(struct run *run, struct slice state, struct tr_err *err)
{
    uint64_t version;
    struct slice calls, guest, sandbox;
    struct sandbox_options options = run_sandbox_options(run);
    if (cbor_check(state, CBOR_ORDER_ANY, NULL) != TR_OK ||
        !cbor_map_get_uint(state, "v", &version) || version != STATE_VERSION ||
        !cbor_map_get(state, "calls", &calls) || !cbor_map_get(state, "guest", &guest) ||
        !get_bytes(state, "sandbox", &sandbox))
        return fail_corrupt(err);
    TR_TRY(guest_restore(&run->guest, guest, err));
    TR_TRY(restore_calls(run, calls, err));
    TR_TRY(sandbox_restore(run->options->module, &options, sandbox, &run->sandbox, err));
    run->state = TURN_WAITING;
    return TR_OK;
}

static tr_rc open_or_restore(struct run *run, struct slice from, struct tr_err *err)
{
    struct sandbox_options options = run_sandbox_options(run);
    if (from.len > 0)
        return restore(run, from, err);
    return sandbox_open(run->options->module, &options, &run->sandbox, err);
}

/* The turns of this call; TR_OK with *parked and the state, or without. */
static tr_rc run_turns(struct run *run, bool start, bool *parked, struct buf *state,
                       struct tr_err *err)
{
    enum stop stop = start ? turns_start(run) : STOP_NONE;
    *parked = false;
    if (stop == STOP_NONE)
        stop = turns_go_on(run, true, parked);
    if (stop == STOP_NONE && *parked) {
        run->result->outcome = OUTCOME_OK;
        return capture(run, state, err);
    }
    run_conclude(run, stop);
    return TR_OK;
}

tr_rc run_park(const struct run_options *options, struct slice from, struct run_result *result,
               bool *parked, struct buf *state, struct tr_err *err)
{
    struct run run;
    struct run_result collected;
    bool waits = false;
    tr_rc rc = run_prepare(&run, options, &collected, err);
    if (rc == TR_OK)
        rc = open_or_restore(&run, from, err);
    if (rc == TR_OK) {
        run_opened(&run);
        rc = run_turns(&run, from.len == 0, &waits, state, err);
    }
    if (rc != TR_OK) {
        run_abandon(&run);
        return rc;
    }
    run_finish(&run);
    *result = collected;
    *parked = waits;
    return TR_OK;
}
