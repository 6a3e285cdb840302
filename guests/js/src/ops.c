/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of operations that wait for their reply. An id is an index into it plus one; free
 * entries form a list. Entries of C code (timers) do not count as keeping the program alive.
 */
#include "ops.h"
#include "base/cbor.h"
#include "error.h"
#include "guest.h"
#include "troupe.h"
#include "value.h"
#include <stdlib.h>

struct operation {
    JSValue resolve, reject;
    void (*done)(JSContext *ctx, uint32_t id); /* NULL: the functions are called */
    uint32_t next_free;                        /* id */
    bool waits;
};

static struct {
    struct operation *table;
    uint32_t size, first_free; /* ids */
    uint32_t n_promises, n_natives, cap;
} ops = {.cap = UINT32_MAX};

void ops_set_cap(uint32_t cap)
{
    ops.cap = cap;
}

uint32_t ops_pending(void)
{
    return ops.n_promises;
}

bool ops_check_cap(JSContext *ctx, uint32_t others)
{
    uint64_t waiting = (uint64_t)ops.n_promises + ops.n_natives + others;
    if (waiting < ops.cap)
        return true;
    JSValue error =
        JS_NewRangeError(ctx, "more than %u timers and calls wait at one time", ops.cap);
    JS_DefinePropertyValueStr(ctx, error, "code", JS_NewString(ctx, "limit"), JS_PROP_C_W_E);
    JS_Throw(ctx, error);
    return false;
}

static bool grow(JSContext *ctx)
{
    uint32_t size = ops.size ? ops.size * 2 : 8;
    struct operation *table = realloc(ops.table, size * sizeof(*table));
    if (!table) {
        JS_ThrowOutOfMemory(ctx);
        return false;
    }
    for (uint32_t i = ops.size; i < size; i++)
        table[i] = (struct operation){.next_free = i + 1 < size ? i + 2 : 0};
    ops.first_free = ops.size + 1;
    ops.table = table;
    ops.size = size;
    return true;
}

static struct operation *take(JSContext *ctx, uint32_t *id)
{
    if (ops.first_free == 0 && !grow(ctx))
        return NULL;
    *id = ops.first_free;
    struct operation *operation = &ops.table[*id - 1];
    ops.first_free = operation->next_free;
    *operation = (struct operation){.resolve = JS_UNDEFINED, .reject = JS_UNDEFINED, .waits = true};
    return operation;
}

static void start(uint32_t id, struct slice name, struct slice args)
{
    troupe_call(id, name.ptr, (uint32_t)name.len, args.ptr, (uint32_t)args.len);
}

JSValue ops_call(JSContext *ctx, struct slice name, struct slice args)
{
    uint32_t id;
    JSValue functions[2];
    if (!ops_check_cap(ctx, 0))
        return JS_EXCEPTION;
    JSValue promise = JS_NewPromiseCapability(ctx, functions);
    if (JS_IsException(promise))
        return promise;
    struct operation *operation = take(ctx, &id);
    if (!operation) {
        JS_FreeValues(ctx, promise, functions[0], functions[1]);
        return JS_EXCEPTION;
    }
    operation->resolve = functions[0];
    operation->reject = functions[1];
    ops.n_promises++;
    start(id, name, args);
    return promise;
}

uint32_t ops_call_native(JSContext *ctx, struct slice name, struct slice args,
                         void (*done)(JSContext *ctx, uint32_t id))
{
    uint32_t id;
    struct operation *operation = take(ctx, &id);
    if (!operation)
        return 0;
    operation->done = done;
    ops.n_natives++;
    start(id, name, args);
    return id;
}

bool ops_call_blocking(JSContext *ctx, struct slice name, struct slice args, struct buf *reply)
{
    uint32_t len = 0;
    size_t before = reply->len;
    uint32_t status =
        troupe_call_blocking(name.ptr, (uint32_t)name.len, args.ptr, (uint32_t)args.len, &len);
    uint8_t *into = buf_extend(reply, len);
    if (!into) {
        JS_ThrowOutOfMemory(ctx);
        return false;
    }
    troupe_take(into, len);
    if (status == 0)
        return true;
    JSValue error = error_read(ctx, slice_from(buf_slice(reply), before));
    reply->len = before;
    if (!JS_IsException(error))
        JS_Throw(ctx, error);
    return false;
}

static bool settle(JSContext *ctx, JSValue resolve, JSValue reject, bool ok, struct slice value)
{
    JSValue argument = ok ? value_read(ctx, value) : error_read(ctx, value);
    if (JS_IsException(argument)) {
        argument = JS_GetException(ctx);
        ok = false;
    }
    JSValue done = JS_Call(ctx, ok ? resolve : reject, JS_UNDEFINED, 1, &argument);
    JS_FreeValues(ctx, argument, resolve, reject, done);
    return !JS_IsException(done);
}

bool ops_reply(JSContext *ctx, struct slice payload)
{
    struct cbor_reader r = cbor_reader_of(payload);
    struct cbor_item array, id, ok;
    if (!cbor_next(&r, &array) || array.type != CBOR_ARRAY || array.uint != 3 ||
        !cbor_next(&r, &id) || id.type != CBOR_UINT || !cbor_next(&r, &ok) ||
        ok.type != CBOR_BOOL || id.uint - 1 >= ops.size || !ops.table[id.uint - 1].waits) {
        JS_ThrowInternalError(ctx, "malformed reply");
        return false;
    }
    uint32_t index = (uint32_t)id.uint - 1;
    struct operation operation = ops.table[index];
    ops.table[index] = (struct operation){.next_free = ops.first_free};
    ops.first_free = index + 1;
    if (operation.done) {
        ops.n_natives--;
        operation.done(ctx, index + 1);
        return true;
    }
    ops.n_promises--;
    return settle(ctx, operation.resolve, operation.reject, ok.uint != 0,
                  slice_from(payload, r.in.pos));
}
