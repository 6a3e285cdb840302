/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CBOR -> JavaScript value.
 *
 * A container that carries tag 28 is entered in the table of shared values before its members are
 * read, so that a cycle finds it. What a tag does not explain is read as if the tag were absent.
 */
#include "base/cbor.h"
#include "base/limits.h"
#include "builtins.h"
#include "guest.h"
#include "value.h"
#include <stdlib.h>

enum {
    TAG_EPOCH = 1,
    TAG_BIG = 2,
    TAG_BIG_NEGATIVE = 3,
    TAG_OBJECT = 27,
    TAG_SHARED = 28,
    TAG_REFERENCE = 29,
    TAG_SET = 258,
    TAG_MAP = 259,
    TAG_REGEXP = 21066
};

struct value_reader {
    JSContext *ctx;
    struct cbor_reader in;
    uint32_t depth;
    JSValue *shared;
    uint32_t n_shared;
    bool share_next; /* the next container takes a number */
};

static JSValue read_item(struct value_reader *r);

static JSValue malformed(struct value_reader *r)
{
    return JS_ThrowTypeError(r->ctx, "malformed value at byte %u", (unsigned)r->in.in.pos);
}

/* Enters a fresh container when tag 28 stood before it. */
static bool enter(struct value_reader *r, JSValueConst container)
{
    if (!r->share_next || JS_IsException(container))
        return !JS_IsException(container);
    r->share_next = false;
    uint32_t n = r->n_shared;
    if ((n & (n - 1)) == 0) { /* the capacity is the next power of two */
        JSValue *grown = realloc(r->shared, (n ? n * 2 : 1) * sizeof(*grown));
        if (!grown) {
            JS_ThrowOutOfMemory(r->ctx);
            return false;
        }
        r->shared = grown;
    }
    r->shared[r->n_shared++] = JS_DupValue(r->ctx, container);
    return true;
}

static JSValue abandon(struct value_reader *r, JSValue container)
{
    JS_FreeValue(r->ctx, container);
    return JS_EXCEPTION;
}

static JSValue read_array(struct value_reader *r, uint64_t count)
{
    JSValue array = JS_NewArray(r->ctx);
    if (!enter(r, array))
        return abandon(r, array);
    for (uint64_t i = 0; i < count; i++) {
        JSValue item = read_item(r);
        if (JS_IsException(item) ||
            JS_DefinePropertyValueUint32(r->ctx, array, (uint32_t)i, item, JS_PROP_C_W_E) < 0)
            return abandon(r, array);
    }
    return array;
}

static JSAtom read_key(struct value_reader *r)
{
    JSValue key = read_item(r);
    JSAtom atom = JS_IsException(key) ? JS_ATOM_NULL : JS_ValueToAtom(r->ctx, key);
    JS_FreeValue(r->ctx, key);
    return atom;
}

static bool read_members(struct value_reader *r, JSValueConst object, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        JSAtom key = read_key(r);
        JSValue value = key == JS_ATOM_NULL ? JS_EXCEPTION : read_item(r);
        bool ok = !JS_IsException(value) &&
                  JS_DefinePropertyValue(r->ctx, object, key, value, JS_PROP_C_W_E) >= 0;
        JS_FreeAtom(r->ctx, key);
        if (!ok)
            return false;
    }
    return true;
}

static JSValue read_object(struct value_reader *r, uint64_t count)
{
    JSValue object = JS_NewObject(r->ctx);
    if (!enter(r, object) || !read_members(r, object, count))
        return abandon(r, object);
    return object;
}

/* 258: Set of the array's items; 259: Map of a map's pairs or of an array of keys and values. */
static JSValue read_collection(struct value_reader *r, bool map)
{
    struct cbor_item head;
    JSValue args[2] = {JS_UNDEFINED, JS_UNDEFINED};
    JSValue collection = JS_CallConstructor(r->ctx, map ? builtins.map : builtins.set, 0, NULL);
    if (!enter(r, collection))
        return abandon(r, collection);
    if (!cbor_next(&r->in, &head) || (head.type != CBOR_ARRAY && !(map && head.type == CBOR_MAP))) {
        malformed(r);
        return abandon(r, collection);
    }
    bool pairs = map && head.type == CBOR_ARRAY;
    for (uint64_t i = 0; i < (pairs ? head.uint / 2 : head.uint); i++) {
        args[0] = read_item(r);
        args[1] = JS_IsException(args[0]) || !map ? JS_UNDEFINED : read_item(r);
        JSValue done = JS_EXCEPTION;
        if (!JS_IsException(args[0]) && !JS_IsException(args[1]))
            done = JS_Call(r->ctx, map ? builtins.map_set : builtins.set_add, collection, 1 + map,
                           args);
        JS_FreeValues(r->ctx, args[0], args[1]);
        JS_FreeValue(r->ctx, done);
        if (JS_IsException(done))
            return abandon(r, collection);
    }
    return collection;
}

static JSValue read_date(struct value_reader *r)
{
    double seconds;
    JSValue number = read_item(r);
    if (JS_IsException(number) || JS_ToFloat64(r->ctx, &seconds, number) < 0)
        return abandon(r, number);
    JS_FreeValue(r->ctx, number);
    return JS_NewDate(r->ctx, round(seconds * 1000));
}

static JSValue bigint_of(JSContext *ctx, const char *literal)
{
    JSValue class = builtins_member(ctx, JS_GetGlobalObject(ctx), "BigInt");
    JSValue text = JS_NewString(ctx, literal);
    JSValue result = JS_Call(ctx, class, JS_UNDEFINED, 1, &text);
    JS_FreeValues(ctx, class, text);
    return result;
}

/* The magnitude plus one, in place; the first byte is room for a carry. */
static void increment(uint8_t *bytes, size_t len)
{
    while (len-- > 0 && ++bytes[len] == 0)
        continue;
}

static JSValue negate(JSContext *ctx, JSValue magnitude)
{
    const char *digits = JS_ToCString(ctx, magnitude);
    JS_FreeValue(ctx, magnitude);
    struct buf text = BUF_INIT(VALUE_BYTES_MAX);
    buf_append_str(&text, "-");
    buf_append_str(&text, digits ? digits : "");
    JS_FreeCString(ctx, digits);
    const char *literal = buf_str(&text);
    JSValue result = digits && literal ? bigint_of(ctx, literal) : JS_ThrowOutOfMemory(ctx);
    buf_done(&text);
    return result;
}

static JSValue read_bigint(struct value_reader *r, bool negative)
{
    struct cbor_item item;
    if (!cbor_next(&r->in, &item) || item.type != CBOR_BYTES)
        return malformed(r);
    struct buf bytes = BUF_INIT(VALUE_BYTES_MAX), text = BUF_INIT(VALUE_BYTES_MAX);
    buf_append_byte(&bytes, 0);
    buf_append_slice(&bytes, item.data);
    if (negative && !bytes.failed)
        increment(bytes.ptr, bytes.len);
    buf_append_str(&text, "0x");
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(&text, "%02x", bytes.ptr[i]);
    const char *literal = bytes.failed ? NULL : buf_str(&text);
    JSValue result = literal ? bigint_of(r->ctx, literal) : JS_ThrowOutOfMemory(r->ctx);
    buf_done(&bytes);
    buf_done(&text);
    return negative && !JS_IsException(result) ? negate(r->ctx, result) : result;
}

static JSValue read_typed_array(struct value_reader *r, JSTypedArrayEnum type)
{
    struct cbor_item item;
    if (!cbor_next(&r->in, &item) || item.type != CBOR_BYTES)
        return malformed(r);
    JSValue buffer = JS_NewArrayBufferCopy(r->ctx, item.data.ptr, item.data.len);
    JSValue array = JS_EXCEPTION;
    if (!JS_IsException(buffer))
        array = JS_NewTypedArray(r->ctx, 1, &buffer, type);
    JS_FreeValue(r->ctx, buffer);
    return enter(r, array) ? array : abandon(r, array);
}

static JSValue read_regexp(struct value_reader *r)
{
    struct cbor_item head;
    if (!cbor_next(&r->in, &head) || head.type != CBOR_ARRAY || head.uint != 2)
        return malformed(r);
    JSValue args[2] = {read_item(r), JS_UNDEFINED};
    if (!JS_IsException(args[0]))
        args[1] = read_item(r);
    JSValue regexp = JS_EXCEPTION;
    if (!JS_IsException(args[0]) && !JS_IsException(args[1]))
        regexp = JS_CallConstructor(r->ctx, builtins.regexp, 2, args);
    JS_FreeValues(r->ctx, args[0], args[1]);
    return enter(r, regexp) ? regexp : abandon(r, regexp);
}

static void set_hidden(JSContext *ctx, JSValueConst object, const char *key, JSValue value)
{
    JS_DefinePropertyValueStr(ctx, object, key, value, JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
}

/* 27([class, message, own members, cause]), the latter two optional. */
static JSValue read_error(struct value_reader *r, struct slice name, uint64_t count)
{
    struct cbor_item item;
    if (!cbor_next(&r->in, &item) || item.type != CBOR_TEXT)
        return malformed(r);
    JSValue class = builtins_error_class(r->ctx, name);
    bool known = JS_VALUE_GET_PTR(class) != JS_VALUE_GET_PTR(builtins.error);
    JSValue message = guest_string(r->ctx, item.data);
    JSValue error = JS_CallConstructor(r->ctx, class, 1, &message);
    JS_FreeValues(r->ctx, class, message);
    if (!enter(r, error))
        return abandon(r, error);
    if (!known && !slice_is(name, "Error"))
        set_hidden(r->ctx, error, "name", guest_string(r->ctx, name));
    if (count > 2 &&
        (!cbor_next(&r->in, &item) || item.type != CBOR_MAP || !read_members(r, error, item.uint)))
        return abandon(r, error);
    if (count > 3) {
        JSValue cause = read_item(r);
        if (JS_IsException(cause))
            return abandon(r, error);
        set_hidden(r->ctx, error, "cause", cause);
    }
    return error;
}

static JSValue read_class(struct value_reader *r)
{
    struct cbor_item head, name, bytes;
    if (!cbor_next(&r->in, &head) || head.type != CBOR_ARRAY || head.uint < 2 || head.uint > 4 ||
        !cbor_next(&r->in, &name) || name.type != CBOR_TEXT)
        return malformed(r);
    if (!slice_is(name.data, "ArrayBuffer"))
        return read_error(r, name.data, head.uint);
    if (head.uint != 2 || !cbor_next(&r->in, &bytes) || bytes.type != CBOR_BYTES)
        return malformed(r);
    JSValue buffer = JS_NewArrayBufferCopy(r->ctx, bytes.data.ptr, bytes.data.len);
    return enter(r, buffer) ? buffer : abandon(r, buffer);
}

static JSValue read_reference(struct value_reader *r)
{
    struct cbor_item index;
    if (!cbor_next(&r->in, &index) || index.type != CBOR_UINT || index.uint >= r->n_shared)
        return malformed(r);
    return JS_DupValue(r->ctx, r->shared[index.uint]);
}

static int typed_array_of_tag(uint64_t tag)
{
    static const int8_t types[] = {
        [64 - 64] = JS_TYPED_ARRAY_UINT8 + 1,      [68 - 64] = JS_TYPED_ARRAY_UINT8C + 1,
        [69 - 64] = JS_TYPED_ARRAY_UINT16 + 1,     [70 - 64] = JS_TYPED_ARRAY_UINT32 + 1,
        [71 - 64] = JS_TYPED_ARRAY_BIG_UINT64 + 1, [72 - 64] = JS_TYPED_ARRAY_INT8 + 1,
        [77 - 64] = JS_TYPED_ARRAY_INT16 + 1,      [78 - 64] = JS_TYPED_ARRAY_INT32 + 1,
        [79 - 64] = JS_TYPED_ARRAY_BIG_INT64 + 1,  [84 - 64] = JS_TYPED_ARRAY_FLOAT16 + 1,
        [85 - 64] = JS_TYPED_ARRAY_FLOAT32 + 1,    [86 - 64] = JS_TYPED_ARRAY_FLOAT64 + 1,
    };
    return tag >= 64 && tag < 64 + TR_ARRAY_LEN(types) ? types[tag - 64] - 1 : -1;
}

static JSValue read_tagged(struct value_reader *r, uint64_t tag)
{
    switch (tag) {
    case TAG_EPOCH:
        return read_date(r);
    case TAG_BIG:
    case TAG_BIG_NEGATIVE:
        return read_bigint(r, tag == TAG_BIG_NEGATIVE);
    case TAG_OBJECT:
        return read_class(r);
    case TAG_SHARED:
        r->share_next = true;
        return read_item(r);
    case TAG_REFERENCE:
        return read_reference(r);
    case TAG_SET:
    case TAG_MAP:
        return read_collection(r, tag == TAG_MAP);
    case TAG_REGEXP:
        return read_regexp(r);
    default:
        break;
    }
    int type = typed_array_of_tag(tag);
    return type >= 0 ? read_typed_array(r, (JSTypedArrayEnum)type) : read_item(r);
}

static JSValue read_integer(JSContext *ctx, uint64_t magnitude, bool negative)
{
    if (magnitude <= INT64_MAX) {
        int64_t value = (int64_t)magnitude;
        return JS_NewInt64(ctx, negative ? -1 - value : value);
    }
    return JS_NewFloat64(ctx, negative ? -1.0 - (double)magnitude : (double)magnitude);
}

static JSValue read_head(struct value_reader *r, const struct cbor_item *item)
{
    JSValue bytes;
    switch (item->type) {
    case CBOR_UINT:
    case CBOR_NEGINT:
        return read_integer(r->ctx, item->uint, item->type == CBOR_NEGINT);
    case CBOR_BYTES:
        bytes = JS_NewUint8ArrayCopy(r->ctx, item->data.ptr, item->data.len);
        return enter(r, bytes) ? bytes : abandon(r, bytes);
    case CBOR_TEXT:
        return guest_string(r->ctx, item->data);
    case CBOR_ARRAY:
        return read_array(r, item->uint);
    case CBOR_MAP:
        return read_object(r, item->uint);
    case CBOR_TAG:
        return read_tagged(r, item->uint);
    case CBOR_BOOL:
        return JS_NewBool(r->ctx, item->uint != 0);
    case CBOR_NULL:
        return JS_NULL;
    case CBOR_FLOAT:
        return JS_NewNumber(r->ctx, item->number);
    case CBOR_UNDEFINED:
    default:
        return JS_UNDEFINED;
    }
}

static JSValue read_item(struct value_reader *r)
{
    struct cbor_item item;
    if (!cbor_next(&r->in, &item) || r->depth >= CBOR_DEPTH_MAX)
        return malformed(r);
    r->depth++;
    JSValue value = read_head(r, &item);
    r->depth--;
    return value;
}

JSValue value_read(JSContext *ctx, struct slice bytes)
{
    struct value_reader r = {.ctx = ctx, .in = cbor_reader_of(bytes)};
    JSValue value = read_item(&r);
    if (!JS_IsException(value) && reader_left(&r.in.in) > 0) {
        JS_FreeValue(ctx, value);
        value = malformed(&r);
    }
    for (uint32_t i = 0; i < r.n_shared; i++)
        JS_FreeValue(ctx, r.shared[i]);
    free(r.shared);
    return value;
}
