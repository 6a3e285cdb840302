/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timers, in the order of (due time, creation): a binary heap of slot numbers.
 *
 * However many timers there are, the host is asked to wake the guest for the first one only, at
 * most once a turn. The time that counts is the host's clock, but never earlier than the due time
 * of a wake-up that arrived: so timers also fire under a clock that stands still. A timer made
 * while due timers run waits for the next turn even with no delay, so a chain of them cannot hold a
 * turn.
 *
 * A timer's id is slot + 1 + generation * 2^20: ids of fired timers do not name later ones.
 */
#include "timer.h"
#include "base/cbor.h"
#include "base/limits.h"
#include "guest.h"
#include "ops.h"
#include "troupe.h"
#include <stdlib.h>

#define SLOTS_MAX    (UINT32_C(1) << 20)
#define DELAY_MS_MAX 2147483647.0 /* a longer delay counts as 1 ms, as in browsers and Node */

enum timer_kind { TIMER_ONCE, TIMER_REPEAT, TIMER_IMMEDIATE };

struct timer {
    JSValue callback, args;      /* args: an array, or undefined for none */
    int64_t due_ns, interval_ns; /* interval_ns < 0: once */
    uint64_t sequence;
    uint32_t generation;
    uint32_t place; /* in the heap while live, else the next free slot + 1 */
    bool live;
    bool background; /* does not keep the program alive */
};

struct sleep {
    uint32_t id;
    int64_t due_ns;
};

static struct {
    struct timer *slots;
    uint32_t *heap;
    uint32_t n_slots, first_free, n_heap, n_background;
    struct sleep *sleeps; /* wake-ups asked for */
    uint32_t n_sleeps, sleeps_cap;
    uint64_t sequence;
    int64_t reached_ns; /* latest wake-up that arrived */
} timers;

static int64_t now_ns(void)
{
    int64_t now = troupe_now();
    return now > timers.reached_ns ? now : timers.reached_ns;
}

/* ---- heap ---- */

static bool is_before(uint32_t a, uint32_t b)
{
    const struct timer *x = &timers.slots[a], *y = &timers.slots[b];
    return x->due_ns != y->due_ns ? x->due_ns < y->due_ns : x->sequence < y->sequence;
}

static void put(uint32_t place, uint32_t slot)
{
    timers.heap[place] = slot;
    timers.slots[slot].place = place;
}

static void rise(uint32_t place, uint32_t slot)
{
    while (place > 0 && is_before(slot, timers.heap[(place - 1) / 2])) {
        put(place, timers.heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(place, slot);
}

static void sink(uint32_t place, uint32_t slot)
{
    for (;;) {
        uint32_t child = place * 2 + 1;
        if (child + 1 < timers.n_heap && is_before(timers.heap[child + 1], timers.heap[child]))
            child++;
        if (child >= timers.n_heap || !is_before(timers.heap[child], slot))
            break;
        put(place, timers.heap[child]);
        place = child;
    }
    put(place, slot);
}

static void heap_add(uint32_t slot)
{
    rise(timers.n_heap++, slot);
}

static void heap_remove(uint32_t slot)
{
    uint32_t place = timers.slots[slot].place, last = timers.heap[--timers.n_heap];
    if (last == slot)
        return;
    put(place, last);
    rise(place, last);
    sink(timers.slots[last].place, last);
}

/* ---- slots ---- */

static bool grow(JSContext *ctx)
{
    uint32_t n = timers.n_slots ? timers.n_slots * 2 : 8;
    struct timer *slots = realloc(timers.slots, n * sizeof(*slots));
    if (slots)
        timers.slots = slots;
    uint32_t *heap = realloc(timers.heap, n * sizeof(*heap));
    if (heap)
        timers.heap = heap;
    if (!slots || !heap || n > SLOTS_MAX) {
        JS_ThrowOutOfMemory(ctx);
        return false;
    }
    for (uint32_t i = timers.n_slots; i < n; i++)
        slots[i] = (struct timer){.place = i + 1 < n ? i + 2 : 0};
    timers.first_free = timers.n_slots + 1;
    timers.n_slots = n;
    return true;
}

static double id_of(uint32_t slot)
{
    return (double)timers.slots[slot].generation * SLOTS_MAX + slot + 1;
}

static void release(JSContext *ctx, uint32_t slot)
{
    struct timer *t = &timers.slots[slot];
    JSValue callback = t->callback, args = t->args;
    t->live = false;
    timers.n_background -= t->background;
    t->background = false;
    t->generation++;
    t->place = timers.first_free;
    timers.first_free = slot + 1;
    JS_FreeValues(ctx, callback, args);
}

/* ---- JavaScript functions ---- */

static int64_t delay_of(JSContext *ctx, JSValueConst value, bool *failed)
{
    double ms = 0;
    *failed = !JS_IsUndefined(value) && JS_ToFloat64(ctx, &ms, value) < 0;
    if (!(ms > 0)) /* not a number, too */
        return 0;
    return (int64_t)((ms > DELAY_MS_MAX ? 1 : ms) * (double)MS_NS);
}

static JSValue rest_of(JSContext *ctx, int from, int argc, JSValueConst *argv)
{
    if (argc <= from)
        return JS_UNDEFINED;
    JSValue list = JS_NewArray(ctx);
    for (int i = from; i < argc; i++)
        JS_SetPropertyUint32(ctx, list, (uint32_t)(i - from), JS_DupValue(ctx, argv[i]));
    return list;
}

static JSValue timer_set(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv, int kind)
{
    (void)self;
    bool failed;
    if (!JS_IsFunction(ctx, argv[0]))
        return JS_ThrowTypeError(ctx, "the callback of a timer must be a function");
    bool immediate = kind == TIMER_IMMEDIATE;
    int64_t delay = delay_of(ctx, immediate || argc < 2 ? JS_UNDEFINED : argv[1], &failed);
    if (failed || !ops_check_cap(ctx, timers.n_heap) || (timers.first_free == 0 && !grow(ctx)))
        return JS_EXCEPTION;
    uint32_t slot = timers.first_free - 1;
    struct timer *t = &timers.slots[slot];
    timers.first_free = t->place;
    if (kind == TIMER_REPEAT && delay < (int64_t)MS_NS)
        delay = (int64_t)MS_NS;
    t->callback = JS_DupValue(ctx, argv[0]);
    t->args = rest_of(ctx, immediate ? 1 : 2, argc, argv);
    t->due_ns = now_ns() + delay;
    t->interval_ns = kind == TIMER_REPEAT ? delay : -1;
    t->sequence = timers.sequence++;
    t->live = true;
    heap_add(slot);
    return JS_NewFloat64(ctx, id_of(slot));
}

/* NULL: no live timer has that id. */
static struct timer *timer_of(JSContext *ctx, JSValueConst value)
{
    double id;
    if (!JS_IsNumber(value) || JS_ToFloat64(ctx, &id, value) < 0 || !(id >= 1) || id > 0x1p53)
        return NULL;
    uint32_t slot = (uint32_t)((uint64_t)(id - 1) % SLOTS_MAX);
    bool found = slot < timers.n_slots && timers.slots[slot].live && id_of(slot) == id;
    return found ? &timers.slots[slot] : NULL;
}

static JSValue timer_clear(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct timer *t = timer_of(ctx, argv[0]);
    if (t) {
        heap_remove((uint32_t)(t - timers.slots));
        release(ctx, (uint32_t)(t - timers.slots));
    }
    return JS_UNDEFINED;
}

/* timerUnref(id): the program need not wait for it */
static JSValue timer_unref(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct timer *t = timer_of(ctx, argv[0]);
    if (t && !t->background) {
        t->background = true;
        timers.n_background++;
    }
    return JS_UNDEFINED;
}

int timer_init_natives(JSContext *ctx, JSValueConst natives)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("timerUnref", 1, timer_unref),
    };
    return JS_SetPropertyFunctionList(ctx, natives, functions, TR_ARRAY_LEN(functions));
}

int timer_init(JSContext *ctx)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_MAGIC_DEF("setTimeout", 2, timer_set, TIMER_ONCE),
        JS_CFUNC_MAGIC_DEF("setInterval", 2, timer_set, TIMER_REPEAT),
        JS_CFUNC_MAGIC_DEF("setImmediate", 1, timer_set, TIMER_IMMEDIATE),
        JS_CFUNC_DEF("clearTimeout", 1, timer_clear),
        JS_CFUNC_DEF("clearInterval", 1, timer_clear),
        JS_CFUNC_DEF("clearImmediate", 1, timer_clear),
    };
    JSValue global = JS_GetGlobalObject(ctx);
    int rc = JS_SetPropertyFunctionList(ctx, global, functions, TR_ARRAY_LEN(functions));
    JS_FreeValue(ctx, global);
    return rc;
}

/* ---- turns ---- */

static JSValue call_with(JSContext *ctx, JSValueConst callback, JSValueConst list)
{
    if (JS_IsUndefined(list))
        return JS_Call(ctx, callback, JS_UNDEFINED, 0, NULL);
    int64_t n = 0;
    JS_GetLength(ctx, list, &n);
    JSValue *args = malloc((size_t)n * sizeof(*args));
    if (!args)
        return JS_ThrowOutOfMemory(ctx);
    for (int64_t i = 0; i < n; i++)
        args[i] = JS_GetPropertyInt64(ctx, list, i);
    JSValue result = JS_Call(ctx, callback, JS_UNDEFINED, (int)n, args);
    for (int64_t i = 0; i < n; i++)
        JS_FreeValue(ctx, args[i]);
    free(args);
    return result;
}

/* The callback may set and clear timers, this one included. */
static bool fire(JSContext *ctx, uint32_t slot, int64_t now)
{
    struct timer *t = &timers.slots[slot];
    JSValue callback = JS_DupValue(ctx, t->callback), args = JS_DupValue(ctx, t->args);
    heap_remove(slot);
    if (t->interval_ns >= 0) {
        t->due_ns = now + t->interval_ns;
        t->sequence = timers.sequence++;
        heap_add(slot);
    } else {
        release(ctx, slot);
    }
    JSValue result = call_with(ctx, callback, args);
    JS_FreeValues(ctx, callback, args, result);
    return !JS_IsException(result);
}

bool timer_run_due(JSContext *ctx, bool (*run_jobs)(JSContext *ctx))
{
    if (timers.n_heap == 0)
        return true;
    int64_t now = now_ns();
    uint64_t sequence = timers.sequence;
    while (timers.n_heap > 0) {
        uint32_t slot = timers.heap[0];
        const struct timer *first = &timers.slots[slot];
        if (first->due_ns > now || first->sequence >= sequence)
            break;
        if (!fire(ctx, slot, now) || !run_jobs(ctx))
            return false;
    }
    return true;
}

static void on_wake(JSContext *ctx, uint32_t id)
{
    (void)ctx;
    for (uint32_t i = 0; i < timers.n_sleeps; i++) {
        if (timers.sleeps[i].id != id)
            continue;
        if (timers.sleeps[i].due_ns > timers.reached_ns)
            timers.reached_ns = timers.sleeps[i].due_ns;
        timers.sleeps[i] = timers.sleeps[--timers.n_sleeps];
        return;
    }
}

static bool is_armed(int64_t due_ns)
{
    for (uint32_t i = 0; i < timers.n_sleeps; i++) {
        if (timers.sleeps[i].due_ns <= due_ns)
            return true;
    }
    return false;
}

bool timer_arm(JSContext *ctx)
{
    if (timers.n_heap == 0)
        return true;
    int64_t due = timers.slots[timers.heap[0]].due_ns, now = now_ns();
    if (is_armed(due))
        return true;
    if (timers.n_sleeps == timers.sleeps_cap) {
        uint32_t cap = timers.sleeps_cap ? timers.sleeps_cap * 2 : 4;
        struct sleep *grown = realloc(timers.sleeps, cap * sizeof(*grown));
        if (!grown) {
            JS_ThrowOutOfMemory(ctx);
            return false;
        }
        timers.sleeps = grown;
        timers.sleeps_cap = cap;
    }
    struct buf args = BUF_INIT(16);
    cbor_put_uint(&args, due > now ? (uint64_t)(due - now) : 0);
    uint32_t id = ops_call_native(ctx, slice_str("timer.sleep"), buf_slice(&args), on_wake);
    buf_done(&args);
    if (id == 0)
        return false;
    timers.sleeps[timers.n_sleeps++] = (struct sleep){id, due};
    return true;
}

uint32_t timer_pending(void)
{
    return timers.n_heap - timers.n_background;
}

uint32_t timer_live(void)
{
    return timers.n_heap;
}
