/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Module "troupe": the imports of guest ABI version 1 (docs/formats/abi.md).
 *
 * A guest written for this interface has no excuse for a bad pointer or malformed CBOR, so each
 * stops it with STOP_PROTOCOL; what passes on to the layer above is well formed and of the shape
 * that its kind asks for, or larger than the run allows and refused there by its size. Checking
 * cannot be interrupted, so what is checked has few items or few bytes. The host cannot call the
 * guest's allocator from inside a call, so a blocking call leaves its reply here and says how long
 * it is, and the guest takes it.
 */
#include "base/cbor.h"
#include "base/utf8.h"
#include "guest/border.h"
#include "guest/guest.h"

#define OPERATION_NAME_MAX 64         /* of "fs.read"; longer names name nothing */
#define REPLY_KEEP_BYTES   (64 * KIB) /* memory kept for the next reply */
#define LOG_LEVEL_MAX      3
#define ARGS_ITEMS_MAX     4096 /* of an operation; byte strings may be long */

static bool guest_bytes(const struct host_call *call, unsigned ptr_arg, struct slice *out)
{
    uint32_t len = arg32(call, ptr_arg + 1);
    const uint8_t *bytes = host_memory(call, arg32(call, ptr_arg), len);
    *out = slice_make(bytes, len);
    return bytes != NULL;
}

/* Name and arguments of an operation, at argument `first` and on. */
static bool operation_args(const struct host_call *call, unsigned first, struct slice *name,
                           struct slice *args)
{
    return guest_bytes(call, first, name) && guest_bytes(call, first + 2, args) && name->len > 0 &&
           name->len <= OPERATION_NAME_MAX && utf8_valid(*name) &&
           cbor_check_items(*args, CBOR_ORDER_ANY, ARGS_ITEMS_MAX, NULL) == TR_OK;
}

static enum stop abi_call(struct host_call *call)
{
    const struct guest *guest = call->guest;
    struct slice name, args;
    if (!operation_args(call, 1, &name, &args))
        return STOP_PROTOCOL;
    return guest->port.call(guest->port.ctx, arg32(call, 0), name, args);
}

/* In place of a reply that did not fit. */
static void put_too_large(struct buf *reply)
{
    cbor_put_map(reply, 3);
    cbor_put_str(reply, "code");
    cbor_put_str(reply, "limit");
    cbor_put_str(reply, "name");
    cbor_put_str(reply, "RangeError");
    cbor_put_str(reply, "message");
    cbor_put_str(reply, "the reply is larger than the host may hold for this program");
}

static void reply_drop(struct guest *guest)
{
    if (guest->reply.cap <= REPLY_KEEP_BYTES) {
        buf_clear(&guest->reply);
        return;
    }
    buf_done(&guest->reply);
    buf_init(&guest->reply, GUEST_REPLY_BYTES_MAX, &guest->account);
}

static enum stop abi_call_blocking(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct slice name, args;
    if (!operation_args(call, 0, &name, &args) || !host_memory(call, arg32(call, 4), 4))
        return STOP_PROTOCOL;
    uint32_t status = 0;
    reply_drop(guest);
    enum stop stop = guest->port.call_blocking(guest->port.ctx, name, args, &guest->reply, &status);
    if (stop != STOP_NONE)
        return stop;
    if (guest->reply.failed) {
        reply_drop(guest);
        put_too_large(&guest->reply);
        status = 1;
    }
    if (guest->reply.failed)
        return STOP_MEMORY;
    uint8_t *reply_len = host_memory(call, arg32(call, 4), 4);
    if (!reply_len)
        return STOP_PROTOCOL;
    bytes_put_u32(reply_len, (uint32_t)guest->reply.len);
    call->result = status;
    return STOP_NONE;
}

static enum stop abi_take(struct host_call *call)
{
    struct guest *guest = call->guest;
    uint32_t len = arg32(call, 1);
    uint8_t *to = host_memory(call, arg32(call, 0), len);
    if (!to || len != guest->reply.len)
        return STOP_PROTOCOL;
    if (len > 0)
        memcpy(to, guest->reply.ptr, len);
    reply_drop(guest);
    return STOP_NONE;
}

/* The value is an array of just these types. */
static bool is_array_of(struct slice value, const enum cbor_type *types, unsigned n_types,
                        struct cbor_item *items)
{
    struct cbor_reader in = cbor_reader_of(value);
    struct cbor_item head;
    if (!cbor_next(&in, &head) || head.type != CBOR_ARRAY || head.uint != n_types)
        return false;
    for (unsigned i = 0; i < n_types; i++)
        if (!cbor_next(&in, &items[i]) || items[i].type != types[i])
            return false;
    return true;
}

static bool shape_any(struct slice value, struct guest *guest)
{
    (void)guest;
    (void)value;
    return true;
}

static bool shape_error(struct slice value, struct guest *guest)
{
    struct cbor_reader in = cbor_reader_of(value);
    struct cbor_item head;
    (void)guest;
    return cbor_next(&in, &head) && head.type == CBOR_MAP;
}

static bool shape_log(struct slice value, struct guest *guest)
{
    static const enum cbor_type types[] = {CBOR_UINT, CBOR_TEXT};
    struct cbor_item items[2];
    (void)guest;
    return is_array_of(value, types, 2, items) && items[0].uint <= LOG_LEVEL_MAX;
}

static bool shape_artifact(struct slice value, struct guest *guest)
{
    static const enum cbor_type types[] = {CBOR_TEXT, CBOR_TEXT, CBOR_BYTES};
    struct cbor_item items[3];
    (void)guest;
    return is_array_of(value, types, 3, items);
}

static bool shape_exit(struct slice value, struct guest *guest)
{
    struct cbor_reader in = cbor_reader_of(value);
    struct cbor_item status;
    if (!cbor_next(&in, &status) || status.type != CBOR_UINT || status.uint > UINT32_MAX)
        return false;
    guest->exit_status = (uint32_t)status.uint;
    return true;
}

/* What each kind carries; without a shape: raw bytes. */
static const struct {
    bool (*shape)(struct slice value, struct guest *guest);
    bool is_small; /* by its shape, whatever its length */
} kinds[EMIT_MAX] = {
    [EMIT_RESULT] = {shape_any, false},       [EMIT_ERROR] = {shape_error, false},
    [EMIT_LOG] = {shape_log, true},           [EMIT_PROGRESS] = {shape_any, false},
    [EMIT_ARTIFACT] = {shape_artifact, true}, [EMIT_EXIT] = {shape_exit, true},
};

static bool value_ok(struct guest *guest, uint32_t kind, struct slice value)
{
    if (!kinds[kind].shape || (!kinds[kind].is_small && value.len > guest->value_bytes_max))
        return true;
    return kinds[kind].shape(value, guest) && cbor_check(value, CBOR_ORDER_ANY, NULL) == TR_OK;
}

static enum stop abi_emit(struct host_call *call)
{
    struct guest *guest = call->guest;
    uint32_t kind = arg32(call, 0);
    struct slice bytes;
    if (kind == 0 || kind >= EMIT_MAX || !guest_bytes(call, 1, &bytes))
        return STOP_PROTOCOL;
    if (!value_ok(guest, kind, bytes))
        return STOP_PROTOCOL;
    if (kind == EMIT_EXIT)
        return STOP_EXIT;
    return guest->port.emit(guest->port.ctx, (enum emit_kind)kind, bytes);
}

static enum stop abi_now(struct host_call *call)
{
    struct guest *guest = call->guest;
    call->result = clock_realtime(&guest->clock);
    return STOP_NONE;
}

static enum stop abi_random(struct host_call *call)
{
    uint32_t len = arg32(call, 1);
    uint8_t *out = host_memory(call, arg32(call, 0), len);
    return out ? guest_random(call, out, len) : STOP_PROTOCOL;
}

static const struct host_func funcs[] = {
    {"troupe", "call", "iiiii:", abi_call},
    {"troupe", "call_blocking", "iiiii:i", abi_call_blocking},
    {"troupe", "take", "ii:", abi_take},
    {"troupe", "emit", "iii:", abi_emit},
    {"troupe", "now", ":I", abi_now},
    {"troupe", "random", "ii:", abi_random},
};

const struct host_table guest_abi_table = {funcs, TR_ARRAY_LEN(funcs)};
