/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One turn: START evaluates the program, REPLY settles an operation or wakes timers; then jobs run
 * until none is left, and the turn's outcome is decided.
 *
 * A rejected promise that nobody handles is an error once the job queue is empty, as in Node. The
 * list of such promises holds a reference to each. The program is done when its main promise is
 * settled and neither operations nor timers are left; nothing is freed then, the sandbox is
 * dropped.
 */
#include "turn.h"
#include "base/cbor.h"
#include "error.h"
#include "guest.h"
#include "module.h"
#include "ops.h"
#include "program.h"
#include "timer.h"
#include "troupe.h"
#include "value.h"
#include <stdlib.h>

/* What the host gives when START names no stack size. */
#define DEFAULT_STACK_BYTES (1u << 20)

static struct {
    JSValue *promises;
    uint32_t n, cap;
} rejected;

static void on_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool handled,
                         void *opaque)
{
    (void)reason;
    (void)opaque;
    void *object = JS_VALUE_GET_PTR(promise);
    for (uint32_t i = 0; handled && i < rejected.n; i++) {
        if (JS_VALUE_GET_PTR(rejected.promises[i]) == object) {
            JS_FreeValue(ctx, rejected.promises[i]);
            rejected.n--;
            memmove(&rejected.promises[i], &rejected.promises[i + 1],
                    (rejected.n - i) * sizeof(JSValue));
            return;
        }
    }
    if (handled)
        return;
    if (rejected.n == rejected.cap) {
        uint32_t cap = rejected.cap ? rejected.cap * 2 : 4;
        JSValue *grown = realloc(rejected.promises, cap * sizeof(*grown));
        if (!grown)
            return;
        rejected.promises = grown;
        rejected.cap = cap;
    }
    rejected.promises[rejected.n++] = JS_DupValue(ctx, promise);
}

void turn_init(JSRuntime *rt)
{
    JS_SetHostPromiseRejectionTracker(rt, on_rejection, NULL);
}

/* ---- jobs ---- */

/* Runs jobs until none is left, then looks for rejections that nobody handles. False: an exception
 * is pending. */
static bool run_jobs(JSContext *ctx)
{
    JSContext *job_ctx;
    int rc;
    while ((rc = JS_ExecutePendingJob(guest.rt, &job_ctx)) > 0)
        continue;
    if (rc < 0)
        return false;
    for (uint32_t i = 0; i < rejected.n; i++) {
        JSValue promise = rejected.promises[i];
        if (JS_IsObject(guest.main) && JS_VALUE_GET_PTR(promise) == JS_VALUE_GET_PTR(guest.main))
            continue;
        JS_Throw(ctx, JS_PromiseResult(ctx, promise));
        return false;
    }
    return true;
}

static uint32_t fail(const char *code)
{
    error_emit_pending(guest.ctx, code);
    return TROUPE_FAILED;
}

/* ---- outcome ---- */

static void emit_exit(void)
{
    struct buf out = BUF_INIT(16);
    cbor_put_uint(&out, guest.exit_code);
    troupe_emit(TROUPE_EMIT_EXIT, out.ptr, (uint32_t)out.len);
}

static uint32_t emit_result(JSValueConst value)
{
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    if (!value_write(guest.ctx, &out, value, VALUE_RESULT))
        return fail(NULL);
    troupe_emit(TROUPE_EMIT_RESULT, out.ptr, (uint32_t)out.len);
    if (guest.has_exit_code)
        emit_exit();
    return TROUPE_FINISHED;
}

static uint32_t fail_deadlock(JSContext *ctx)
{
    JSValue error = JS_NewPlainError(ctx, "the program waits for a promise that can never settle");
    error_emit(ctx, error, "deadlock");
    return TROUPE_FAILED;
}

static uint32_t decide(JSContext *ctx)
{
    JSPromiseStateEnum state = JS_PROMISE_FULFILLED;
    if (JS_IsObject(guest.main))
        state = JS_PromiseState(ctx, guest.main);
    /* What waits in the background does not keep a program that is done, but may settle main. */
    bool waits = ops_pending() > 0 || timer_pending() > 0 ||
                 (state == JS_PROMISE_PENDING && timer_live() > 0);
    if (state == JS_PROMISE_REJECTED) {
        JS_Throw(ctx, JS_PromiseResult(ctx, guest.main));
        return fail(NULL);
    }
    if (waits)
        return timer_arm(ctx) ? TROUPE_WAITING : fail(NULL);
    if (state == JS_PROMISE_PENDING)
        return fail_deadlock(ctx);
    return emit_result(guest.result);
}

/* Main goes on when its promise is settled: a script's promise may give a promise in turn. */
static uint32_t go_on(JSContext *ctx)
{
    do {
        if (!run_jobs(ctx) || !timer_run_due(ctx, run_jobs))
            return fail(NULL);
        if (!program_advance(ctx))
            return fail(NULL);
    } while (JS_IsJobPending(guest.rt));
    return decide(ctx);
}

/* ---- START ---- */

struct start {
    struct slice source, name, modules, input, args, env;
    uint64_t stack, timers;
    bool module;
};

/* One pass over the map: nothing is looked up twice. */
static bool read_start(struct slice payload, struct start *out)
{
    struct cbor_reader r = cbor_reader_of(payload);
    struct cbor_item map, key, text;
    if (!cbor_next(&r, &map) || map.type != CBOR_MAP)
        return false;
    for (uint64_t i = 0; i < map.uint; i++) {
        if (!cbor_next(&r, &key) || key.type != CBOR_TEXT)
            return false;
        struct slice value = cbor_skip(&r);
        struct cbor_reader one = cbor_reader_of(value);
        if (slice_is(key.data, "input"))
            out->input = value;
        else if (slice_is(key.data, "modules"))
            out->modules = value;
        else if (slice_is(key.data, "args"))
            out->args = value;
        else if (slice_is(key.data, "env"))
            out->env = value;
        else if (!cbor_next(&one, &text))
            return false;
        else if (slice_is(key.data, "source"))
            out->source = text.data;
        else if (slice_is(key.data, "name"))
            out->name = text.data;
        else if (slice_is(key.data, "stack"))
            out->stack = text.uint;
        else if (slice_is(key.data, "timers"))
            out->timers = text.uint;
        else if (slice_is(key.data, "module"))
            out->module = text.uint != 0;
    }
    return !r.in.failed;
}

static uint32_t start(JSContext *ctx, struct slice payload)
{
    struct start s = {.stack = DEFAULT_STACK_BYTES, .timers = UINT32_MAX};
    if (!read_start(payload, &s)) {
        JS_ThrowInternalError(ctx, "malformed start");
        return fail(NULL);
    }
    guest.source = s.source;
    guest.name = s.name;
    guest.args = s.args;
    guest.env = s.env;
    guest.input = s.input;
    module_set_sources(s.modules);
    ops_set_cap(s.timers < UINT32_MAX ? (uint32_t)s.timers : UINT32_MAX);
    if (s.stack != DEFAULT_STACK_BYTES)
        JS_SetMaxStackSize(guest.rt, s.stack < DEFAULT_STACK_BYTES ? s.stack : DEFAULT_STACK_BYTES);
    /* quickjs demands a NUL after a source. What stands there is the head of the next key, which
     * has been read, or the spare byte of tr_alloc. */
    if (s.source.len > 0)
        ((uint8_t *)s.source.ptr)[s.source.len] = 0;
    if (!program_start(ctx, s.module))
        return fail(program_error_code());
    return go_on(ctx);
}

static uint32_t reply(JSContext *ctx, struct slice payload)
{
    bool ok = ops_reply(ctx, payload);
    free((void *)payload.ptr);
    return ok ? go_on(ctx) : fail(NULL);
}

uint32_t turn_run(uint32_t kind, struct slice payload)
{
    switch (kind) {
    case TROUPE_TURN_START:
        return start(guest.ctx, payload);
    case TROUPE_TURN_REPLY:
        return reply(guest.ctx, payload);
    default:
        JS_ThrowInternalError(guest.ctx, "unknown kind of turn");
        return fail(NULL);
    }
}
