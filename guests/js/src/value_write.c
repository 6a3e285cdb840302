/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JavaScript value -> CBOR.
 *
 * One pass; objects met a second time become references (share.h). Built-in collections are read
 * with the methods of builtins.h, so a program that replaces those cannot make the output
 * malformed.
 *
 * Nesting is counted in CBOR items, tags included, and bounded by CBOR_DEPTH_MAX, the reader's
 * bound on the host's side.
 */
#include "base/cbor.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "builtins.h"
#include "guest.h"
#include "share.h"
#include "value.h"
#include "web_parts.h"

#define PATH_MAX_KEYS 16

enum {
    TAG_EPOCH = 1,
    TAG_BIG = 2,
    TAG_BIG_NEGATIVE = 3,
    TAG_OBJECT = 27,
    TAG_SET = 258,
    TAG_MAP = 259,
    TAG_REGEXP = 21066
};

struct writer {
    JSContext *ctx;
    struct buf *out;
    enum value_mode mode;
    uint32_t depth;
    struct share share;
    const char *path[PATH_MAX_KEYS]; /* keys down to the value at hand, borrowed */
    uint32_t path_len;
};

static bool write_value(struct writer *w, JSValueConst value);

/* ---- leaves ---- */

/* WTF-8, in which quickjs gives lone surrogates, to UTF-8: each is three bytes, as U+FFFD is. */
static bool replace_surrogates(uint8_t *text, size_t len)
{
    bool any = false;
    for (size_t i = 0; i + 2 < len; i++) {
        if (text[i] == 0xed && text[i + 1] >= 0xa0) {
            memcpy(text + i, "\xef\xbf\xbd", 3);
            any = true;
        }
    }
    return any;
}

bool value_write_text(JSContext *ctx, struct buf *out, JSValueConst string)
{
    size_t len;
    const char *text = JS_ToCStringLen(ctx, &len, string);
    if (!text)
        return false;
    cbor_put_text(out, slice_make(text, len));
    JS_FreeCString(ctx, text);
    if (out->failed) {
        JS_ThrowOutOfMemory(ctx);
        return false;
    }
    if (!utf8_valid(slice_make(out->ptr + out->len - len, len)))
        replace_surrogates(out->ptr + out->len - len, len);
    return true;
}

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Hexadecimal digits as a byte string. */
static void put_hex(struct buf *out, const char *hex, size_t digits)
{
    size_t len = (digits + 1) / 2;
    struct buf bytes = BUF_INIT(VALUE_BYTES_MAX);
    uint8_t *p = buf_extend(&bytes, len);
    for (size_t i = 0; p && i < len; i++) {
        size_t low = digits - 1 - 2 * i;
        uint8_t high = low > 0 ? hex_digit(hex[low - 1]) : 0;
        p[len - 1 - i] = (uint8_t)(high << 4 | hex_digit(hex[low]));
    }
    cbor_put_bytes(out, buf_slice(&bytes));
    out->failed = out->failed || bytes.failed;
    buf_done(&bytes);
}

/* Hexadecimal digits less one, in place. */
static void decrement_hex(char *hex, size_t digits)
{
    while (digits-- > 0) {
        if (hex[digits] != '0') {
            hex[digits] = hex[digits] == 'a' ? '9' : (char)(hex[digits] - 1);
            return;
        }
        hex[digits] = 'f';
    }
}

static JSValue bigint_hex(JSContext *ctx, JSValueConst value)
{
    JSAtom name = JS_NewAtom(ctx, "toString");
    JSValue radix = JS_NewInt32(ctx, 16);
    JSValue hex = JS_Invoke(ctx, value, name, 1, &radix);
    JS_FreeAtom(ctx, name);
    return hex;
}

/* CBOR's negative n stands for -1 - n, so its bytes are those of the magnitude less one. No bytes
 * at all are zero. */
static bool write_bigint(struct writer *w, JSValueConst value)
{
    JSValue string = bigint_hex(w->ctx, value);
    const char *text = JS_ToCString(w->ctx, string);
    JS_FreeValue(w->ctx, string);
    if (!text)
        return false;
    bool negative = text[0] == '-';
    struct buf hex = BUF_INIT(VALUE_BYTES_MAX);
    buf_append_str(&hex, text + negative);
    JS_FreeCString(w->ctx, text);
    char *digits = (char *)hex.ptr;
    if (negative && !hex.failed)
        decrement_hex(digits, hex.len);
    size_t zeros = hex.len > 0 && digits[0] == '0';
    cbor_put_tag(w->out, negative ? TAG_BIG_NEGATIVE : TAG_BIG);
    put_hex(w->out, digits + zeros, hex.len - zeros);
    w->out->failed = w->out->failed || hex.failed;
    buf_done(&hex);
    return true;
}

/* ---- objects ---- */

static bool write_date(struct writer *w, JSValueConst value)
{
    double ms;
    JSValue time = JS_Call(w->ctx, builtins.date_time, value, 0, NULL);
    if (JS_IsException(time) || JS_ToFloat64(w->ctx, &ms, time) < 0)
        return false;
    JS_FreeValue(w->ctx, time);
    cbor_put_tag(w->out, TAG_EPOCH);
    cbor_put_number(w->out, ms / 1000);
    return true;
}

static bool write_member_text(struct writer *w, JSValueConst object, const char *key)
{
    JSValue value = JS_GetPropertyStr(w->ctx, object, key);
    bool ok = !JS_IsException(value) && value_write_text(w->ctx, w->out, value);
    JS_FreeValue(w->ctx, value);
    return ok;
}

static bool write_regexp(struct writer *w, JSValueConst value)
{
    cbor_put_tag(w->out, TAG_REGEXP);
    cbor_put_array(w->out, 2);
    return write_member_text(w, value, "source") && write_member_text(w, value, "flags");
}

static bool write_item(struct writer *w, JSValueConst list, uint32_t index)
{
    JSValue item = JS_GetPropertyUint32(w->ctx, list, index);
    bool ok = !JS_IsException(item) && write_value(w, item);
    JS_FreeValue(w->ctx, item);
    return ok;
}

static bool write_array(struct writer *w, JSValueConst value)
{
    int64_t len;
    if (JS_GetLength(w->ctx, value, &len) < 0)
        return false;
    cbor_put_array(w->out, (uint64_t)len);
    bool ok = true;
    for (int64_t i = 0; ok && i < len; i++)
        ok = write_item(w, value, (uint32_t)i);
    return ok;
}

/* The members of a Map ([key, value] pairs) or a Set as an array. */
static JSValue items_of(JSContext *ctx, JSValueConst collection, bool map, uint32_t *count)
{
    JSValue next = map ? builtins.map_next : builtins.set_next;
    JSValue list = JS_NewArray(ctx);
    JSValue iterator =
        JS_Call(ctx, map ? builtins.map_entries : builtins.set_values, collection, 0, NULL);
    int done = JS_IsException(list) || JS_IsException(iterator) ? -1 : 0;
    for (*count = 0; done == 0;) {
        JSValue step = JS_Call(ctx, next, iterator, 0, NULL);
        JSValue finished = JS_IsException(step) ? step : JS_GetPropertyStr(ctx, step, "done");
        done = JS_IsException(finished) ? -1 : JS_ToBool(ctx, finished);
        if (done == 0 &&
            JS_SetPropertyUint32(ctx, list, (*count)++, JS_GetPropertyStr(ctx, step, "value")) < 0)
            done = -1;
        JS_FreeValues(ctx, finished, step);
    }
    JS_FreeValue(ctx, iterator);
    if (done > 0)
        return list;
    JS_FreeValue(ctx, list);
    return JS_EXCEPTION;
}

/* Whether different keys of a Map have different encodings: not for objects, nor for strings whose
 * lone surrogates are replaced. */
static bool is_plain_key(JSContext *ctx, JSValueConst key)
{
    if (JS_IsObject(key) || JS_IsSymbol(key))
        return false;
    if (!JS_IsString(key))
        return true;
    size_t len;
    const char *text = JS_ToCStringLen(ctx, &len, key);
    bool plain = text && utf8_valid(slice_make(text, len));
    JS_FreeCString(ctx, text);
    return plain;
}

static bool have_plain_keys(JSContext *ctx, JSValueConst pairs, uint32_t count)
{
    bool plain = true;
    for (uint32_t i = 0; plain && i < count; i++) {
        JSValue pair = JS_GetPropertyUint32(ctx, pairs, i);
        JSValue key = JS_GetPropertyUint32(ctx, pair, 0);
        plain = is_plain_key(ctx, key);
        JS_FreeValues(ctx, key, pair);
    }
    return plain;
}

static bool write_set(struct writer *w, JSValueConst value)
{
    uint32_t count;
    JSValue items = items_of(w->ctx, value, false, &count);
    bool ok = !JS_IsException(items);
    cbor_put_tag(w->out, TAG_SET);
    cbor_put_array(w->out, count);
    for (uint32_t i = 0; ok && i < count; i++)
        ok = write_item(w, items, i);
    JS_FreeValue(w->ctx, items);
    return ok;
}

/* 259(map), or 259([key, value, key, value, ...]) where keys may have equal encodings. */
static bool write_map(struct writer *w, JSValueConst value)
{
    uint32_t count;
    JSValue pairs = items_of(w->ctx, value, true, &count);
    bool ok = !JS_IsException(pairs);
    cbor_put_tag(w->out, TAG_MAP);
    if (ok && have_plain_keys(w->ctx, pairs, count))
        cbor_put_map(w->out, count);
    else
        cbor_put_array(w->out, (uint64_t)count * 2);
    for (uint32_t i = 0; ok && i < count; i++) {
        JSValue pair = JS_GetPropertyUint32(w->ctx, pairs, i);
        ok = write_item(w, pair, 0) && write_item(w, pair, 1);
        JS_FreeValue(w->ctx, pair);
    }
    JS_FreeValue(w->ctx, pairs);
    return ok;
}

static bool write_array_buffer(struct writer *w, JSValueConst value)
{
    size_t len;
    const uint8_t *bytes = JS_GetArrayBuffer(w->ctx, &len, value);
    if (!bytes && len > 0)
        return false;
    cbor_put_tag(w->out, TAG_OBJECT);
    cbor_put_array(w->out, 2);
    cbor_put_str(w->out, "ArrayBuffer");
    cbor_put_bytes(w->out, slice_make(bytes, len));
    return true;
}

static bool write_typed_array(struct writer *w, JSValueConst value, int type)
{
    static const uint8_t tags[] = {
        [JS_TYPED_ARRAY_UINT8C] = 68,     [JS_TYPED_ARRAY_INT8] = 72,
        [JS_TYPED_ARRAY_UINT8] = 0,       [JS_TYPED_ARRAY_INT16] = 77,
        [JS_TYPED_ARRAY_UINT16] = 69,     [JS_TYPED_ARRAY_INT32] = 78,
        [JS_TYPED_ARRAY_UINT32] = 70,     [JS_TYPED_ARRAY_BIG_INT64] = 79,
        [JS_TYPED_ARRAY_BIG_UINT64] = 71, [JS_TYPED_ARRAY_FLOAT16] = 84,
        [JS_TYPED_ARRAY_FLOAT32] = 85,    [JS_TYPED_ARRAY_FLOAT64] = 86,
    };
    struct slice bytes;
    if (!web_bytes(w->ctx, value, &bytes))
        return false;
    if (tags[type])
        cbor_put_tag(w->out, tags[type]);
    cbor_put_bytes(w->out, bytes);
    return true;
}

static bool is_left_out(struct writer *w, JSValueConst value)
{
    return w->mode == VALUE_RESULT && (JS_IsFunction(w->ctx, value) || JS_IsSymbol(value));
}

static bool write_key(struct writer *w, const char *key, size_t len)
{
    if (!utf8_valid(slice_make(key, len))) {
        JS_ThrowTypeError(w->ctx, "a property name is not well-formed Unicode");
        return false;
    }
    cbor_put_text(w->out, slice_make(key, len));
    return true;
}

/* Writes one property unless it is left out; *written says which. */
static bool write_property(struct writer *w, JSValueConst object, JSAtom atom, bool *written)
{
    JSValue value = JS_GetProperty(w->ctx, object, atom);
    *written = !is_left_out(w, value);
    if (JS_IsException(value) || !*written) {
        JS_FreeValue(w->ctx, value);
        return *written == false;
    }
    size_t len;
    const char *key = JS_AtomToCStringLen(w->ctx, &len, atom);
    bool ok = key && write_key(w, key, len);
    if (ok) {
        if (w->path_len < PATH_MAX_KEYS)
            w->path[w->path_len] = key;
        w->path_len++;
        ok = write_value(w, value);
        w->path_len -= ok; /* a failure keeps the path for the message, already thrown */
    }
    if (key)
        JS_FreeCString(w->ctx, key);
    JS_FreeValue(w->ctx, value);
    return ok;
}

/* A map whose count is known only afterwards (getters, left-out members): the members are written
 * first and moved when the guess of the head's size was wrong. */
static bool write_members(struct writer *w, JSValueConst object)
{
    JSPropertyEnum *names;
    uint32_t n_names, n_written = 0;
    if (JS_GetOwnPropertyNames(w->ctx, &names, &n_names, object,
                               JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return false;
    uint32_t n_left_out = 0;
    size_t head = w->out->len;
    cbor_put_map(w->out, n_names);
    size_t head_len = w->out->len - head;
    uint32_t n_objects = w->share.n_objects, n_references = w->share.n_references;
    bool ok = true;
    for (uint32_t i = 0; ok && i < n_names; i++) {
        bool written;
        ok = write_property(w, object, names[i].atom, &written);
        n_written += written;
        n_left_out += !written;
    }
    JS_FreePropertyEnum(w->ctx, names, n_names);
    if (!ok || n_left_out == 0 || w->out->failed)
        return ok;
    struct buf real = BUF_INIT(16);
    cbor_put_map(&real, n_written);
    size_t shrink = head_len - real.len;
    memcpy(w->out->ptr + head, real.ptr, real.len);
    memmove(w->out->ptr + head + real.len, w->out->ptr + head + head_len,
            w->out->len - head - head_len);
    w->out->len -= shrink;
    buf_done(&real);
    share_moved(&w->share, n_objects, n_references, (uint32_t)shrink);
    return true;
}

static bool write_error(struct writer *w, JSValueConst value)
{
    JSPropertyEnum *names;
    uint32_t n_names;
    if (JS_GetOwnPropertyNames(w->ctx, &names, &n_names, value,
                               JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return false;
    JS_FreePropertyEnum(w->ctx, names, n_names);
    JSValue cause = JS_GetPropertyStr(w->ctx, value, "cause");
    bool has_cause = !JS_IsUndefined(cause);
    cbor_put_tag(w->out, TAG_OBJECT);
    cbor_put_array(w->out, has_cause ? 4 : n_names ? 3 : 2);
    bool ok = !JS_IsException(cause) && write_member_text(w, value, "name") &&
              write_member_text(w, value, "message");
    if (ok && (n_names || has_cause))
        ok = write_members(w, value);
    if (ok && has_cause)
        ok = write_value(w, cause);
    JS_FreeValue(w->ctx, cause);
    return ok;
}

static bool refuse(struct writer *w, const char *what)
{
    struct buf path = BUF_INIT(KIB);
    for (uint32_t i = 0; i < w->path_len && i < PATH_MAX_KEYS; i++)
        buf_printf(&path, ".%.60s", w->path[i]);
    const char *text = path.len ? buf_str(&path) : NULL;
    JS_ThrowTypeError(w->ctx, "%s cannot be cloned%s%s", what, text ? ", at " : "",
                      text ? text : "");
    buf_done(&path);
    return false;
}

/* What has no content that could cross. */
static bool is_opaque(JSValueConst value)
{
    return JS_IsPromise(value) || JS_IsWeakMap(value) || JS_IsWeakSet(value) || JS_IsWeakRef(value);
}

static bool write_object(struct writer *w, JSValueConst value)
{
    int type = JS_GetTypedArrayType(value);
    if (type >= 0)
        return write_typed_array(w, value, type);
    if (JS_IsArray(value))
        return write_array(w, value);
    if (JS_IsDate(value))
        return write_date(w, value);
    if (JS_IsMap(value))
        return write_map(w, value);
    if (JS_IsSet(value))
        return write_set(w, value);
    if (JS_IsRegExp(value))
        return write_regexp(w, value);
    if (JS_IsError(value))
        return write_error(w, value);
    if (JS_IsArrayBuffer(value))
        return write_array_buffer(w, value);
    if (w->mode == VALUE_STRICT && is_opaque(value))
        return refuse(w, "a promise or weak collection");
    return write_members(w, value);
}

static bool write_seen_object(struct writer *w, JSValueConst value)
{
    switch (share_visit(&w->share, value, w->out->len)) {
    case SHARE_FAILED:
        return false;
    case SHARE_AGAIN:
        return true;
    case SHARE_FIRST:
        break;
    }
    /* The most items that one object nests: 28, 27 and an array or map. */
    w->depth += 3;
    if (w->depth > CBOR_DEPTH_MAX) {
        JS_ThrowRangeError(w->ctx, "the value is nested more than %d levels deep",
                           CBOR_DEPTH_MAX / 3);
        return false;
    }
    bool ok = write_object(w, value);
    w->depth -= 3;
    return ok;
}

/* toJSON, except Date's: a date crosses as a date. */
static bool write_result_object(struct writer *w, JSValueConst value)
{
    JSValue method = JS_IsDate(value) ? JS_UNDEFINED : JS_GetPropertyStr(w->ctx, value, "toJSON");
    if (!JS_IsFunction(w->ctx, method)) {
        bool failed = JS_IsException(method);
        JS_FreeValue(w->ctx, method);
        return !failed && write_seen_object(w, value);
    }
    JSValue key = JS_NewString(w->ctx, "");
    JSValue plain = JS_Call(w->ctx, method, value, 1, &key);
    JS_FreeValue(w->ctx, key);
    JS_FreeValue(w->ctx, method);
    bool ok = !JS_IsException(plain);
    if (ok && JS_IsObject(plain) && !JS_IsFunction(w->ctx, plain))
        ok = write_seen_object(w, plain);
    else if (ok)
        ok = write_value(w, plain);
    JS_FreeValue(w->ctx, plain);
    return ok;
}

static bool write_value(struct writer *w, JSValueConst value)
{
    double number;
    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_INT:
        cbor_put_int(w->out, JS_VALUE_GET_INT(value));
        return true;
    case JS_TAG_FLOAT64:
        JS_ToFloat64(w->ctx, &number, value);
        cbor_put_number(w->out, number);
        return true;
    case JS_TAG_BOOL:
        cbor_put_bool(w->out, JS_VALUE_GET_BOOL(value));
        return true;
    case JS_TAG_NULL:
        cbor_put_null(w->out);
        return true;
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        return value_write_text(w->ctx, w->out, value);
    case JS_TAG_BIG_INT:
    case JS_TAG_SHORT_BIG_INT:
        return write_bigint(w, value);
    case JS_TAG_SYMBOL:
        if (w->mode == VALUE_STRICT)
            return refuse(w, "a symbol");
        break;
    case JS_TAG_OBJECT:
        if (!JS_IsFunction(w->ctx, value))
            return w->mode == VALUE_STRICT ? write_seen_object(w, value)
                                           : write_result_object(w, value);
        if (w->mode == VALUE_STRICT)
            return refuse(w, "a function");
        break;
    default:
        break;
    }
    cbor_put_undefined(w->out);
    return true;
}

bool value_write(JSContext *ctx, struct buf *out, JSValueConst value, enum value_mode mode)
{
    struct writer w = {.ctx = ctx, .out = out, .mode = mode, .share.ctx = ctx};
    size_t start = out->len;
    bool ok = write_value(&w, value);
    if (ok && out->failed) {
        JS_ThrowOutOfMemory(ctx);
        ok = false;
    }
    ok = ok && share_weave(&w.share, out, start);
    share_done(&w.share);
    return ok;
}
