/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thrown JavaScript value -> error map.
 *
 * Nothing about the value is trusted: a property whose getter throws counts as absent, texts are
 * cut, causes and lists are bounded. Keys are written in the order of their encodings, so the map
 * is canonical. Frames come from the text of `stack`; prelude code is compiled without positions,
 * so a line with a position is the program's own.
 */
#include "error.h"
#include "base/cbor.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "builtins.h"
#include "guest.h"
#include "heap.h"
#include "hint.h"
#include "natives.h"
#include "troupe.h"

#define CAUSE_DEPTH_MAX   8
#define ERRORS_MAX        16
#define FRAMES_MAX        32
#define MESSAGE_BYTES_MAX (64 * KIB)
#define SHORT_BYTES_MAX   (1 * KIB)

struct report {
    JSContext *ctx;
    JSValueConst thrown;
    const char *code; /* known to the caller */
    uint32_t depth;
};

static bool write_map(struct report *r, struct buf *out);

/* ---- texts ---- */

static void drop_exception(JSContext *ctx)
{
    JS_FreeValue(ctx, JS_GetException(ctx));
}

static JSValue member(JSContext *ctx, JSValueConst object, const char *name)
{
    JSValue value = JS_GetPropertyStr(ctx, object, name);
    if (JS_IsException(value)) {
        drop_exception(ctx);
        return JS_UNDEFINED;
    }
    return value;
}

/* Valid UTF-8 of at most `max` bytes. */
static void append_text(struct buf *out, struct slice text, size_t max)
{
    for (size_t at = 0; at < text.len && out->len < max;) {
        uint8_t bytes[4];
        size_t n = utf8_encode(utf8_next(text, &at), bytes);
        if (out->len + n > max)
            return;
        buf_append(out, bytes, n);
    }
}

static void append_value(JSContext *ctx, struct buf *out, JSValueConst value, size_t max)
{
    size_t len;
    const char *text = JS_ToCStringLen(ctx, &len, value);
    if (!text) {
        drop_exception(ctx);
        return;
    }
    append_text(out, slice_make(text, len), max);
    JS_FreeCString(ctx, text);
}

/* A member as text when it is a string; false when it is not. */
static bool text_member(struct report *r, const char *name, struct buf *out, size_t max)
{
    JSValue value = member(r->ctx, r->thrown, name);
    bool is_string = JS_IsString(value);
    if (is_string)
        append_value(r->ctx, out, value, max);
    JS_FreeValue(r->ctx, value);
    return is_string;
}

static void put_text(struct buf *out, const char *key, const struct buf *text)
{
    cbor_put_str(out, key);
    cbor_put_text(out, buf_slice(text));
}

/* ---- frames ---- */

/* The number after the last colon of `text`, which is cut before that colon. 0 when there is none.
 */
static uint32_t cut_number(struct slice *text)
{
    uint32_t value = 0, place = 1;
    size_t at = text->len;
    while (at > 0 && text->ptr[at - 1] >= '0' && text->ptr[at - 1] <= '9' && place < 1000000000) {
        value += (uint32_t)(text->ptr[--at] - '0') * place;
        place *= 10;
    }
    if (at == 0 || at == text->len || text->ptr[at - 1] != ':')
        return 0;
    text->len = at - 1;
    return value;
}

static bool has_prefix(struct slice text, const char *prefix)
{
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

bool error_parse_frame(struct slice line, struct error_place *out)
{
    if (!has_prefix(line, "    at "))
        return false;
    struct slice text = slice_from(line, strlen("    at "));
    *out = (struct error_place){.file = text};
    if (text.len > 0 && text.ptr[text.len - 1] == ')') {
        size_t open = text.len - 1;
        while (open > 1 && !(text.ptr[open] == '(' && text.ptr[open - 1] == ' '))
            open--;
        out->function = slice_make(text.ptr, open > 1 ? open - 1 : 0);
        out->file = slice_make(text.ptr + open + 1, text.len - open - 2);
    }
    out->column = cut_number(&out->file);
    out->line = out->column ? cut_number(&out->file) : 0;
    if (has_prefix(out->function, "<"))
        out->function = slice_make(NULL, 0);
    return out->line > 0 && out->file.len > 0 && out->file.ptr[0] != '<';
}

static struct slice next_line(struct slice *text)
{
    size_t n = 0;
    while (n < text->len && text->ptr[n] != '\n')
        n++;
    struct slice line = slice_make(text->ptr, n);
    *text = slice_from(*text, n + 1);
    return line;
}

static void put_frame(struct buf *out, const struct error_place *frame)
{
    cbor_put_map(out, 4);
    cbor_put_str(out, "file");
    cbor_put_text(out, frame->file);
    cbor_put_str(out, "line");
    cbor_put_uint(out, frame->line);
    cbor_put_str(out, "column");
    cbor_put_uint(out, frame->column);
    cbor_put_str(out, "function");
    cbor_put_text(out, frame->function);
}

/* Writes the array of frames and notes the innermost. The constructor of the error's own class is
 * no place where something went wrong. `stack` and `class` are valid UTF-8. */
static void put_frames(struct buf *out, struct slice stack, struct slice class,
                       struct hint_input *hint)
{
    struct error_place frames[FRAMES_MAX];
    uint32_t n = 0;
    for (bool first = true; stack.len > 0 && n < FRAMES_MAX; first = false) {
        bool own = error_parse_frame(next_line(&stack), &frames[n]);
        if (own && n == 0 && class.len > 0 && slice_eq(frames[n].function, class))
            continue;
        n += own;
        hint->direct = hint->direct || (first && own);
    }
    cbor_put_array(out, n);
    for (uint32_t i = 0; i < n; i++)
        put_frame(out, &frames[i]);
    if (n > 0)
        hint->place = frames[0];
}

/* ---- the map ---- */

static bool name_of(struct report *r, struct buf *out)
{
    bool is_error = JS_IsError(r->thrown);
    if (!is_error)
        buf_append_str(out, "Thrown");
    else if (!text_member(r, "name", out, SHORT_BYTES_MAX))
        buf_append_str(out, "Error");
    return is_error;
}

/* The name of its constructor. */
static void class_of(struct report *r, struct buf *out)
{
    JSValue constructor = member(r->ctx, r->thrown, "constructor");
    struct report nested = {r->ctx, constructor, NULL, r->depth};
    if (JS_IsFunction(r->ctx, constructor))
        text_member(&nested, "name", out, SHORT_BYTES_MAX);
    JS_FreeValue(r->ctx, constructor);
}

static void message_of(struct report *r, bool is_error, struct buf *out)
{
    if (is_error) {
        JSValue message = member(r->ctx, r->thrown, "message");
        append_value(r->ctx, out, message, MESSAGE_BYTES_MAX);
        JS_FreeValue(r->ctx, message);
        return;
    }
    JSValue text = JS_IsString(r->thrown) ? JS_DupValue(r->ctx, r->thrown)
                                          : natives_inspect(r->ctx, r->thrown);
    append_value(r->ctx, out, text, MESSAGE_BYTES_MAX);
    JS_FreeValue(r->ctx, text);
}

/* Errors of the engine itself have no code property; they are known by their words. Without memory
 * not even those words may have been made. */
static const char *engine_code(struct slice name, struct buf *message)
{
    if (slice_is(name, "InternalError") && heap_exhausted()) {
        buf_clear(message);
        buf_append_str(message, "out of memory");
    }
    if (slice_is(name, "InternalError") && slice_is(buf_slice(message), "out of memory"))
        return "memory";
    if (slice_is(name, "RangeError") &&
        slice_is(buf_slice(message), "Maximum call stack size exceeded"))
        return "stack";
    return NULL;
}

static bool put_nested(struct report *r, struct buf *out, JSValueConst thrown)
{
    struct report nested = {r->ctx, thrown, NULL, r->depth + 1};
    return write_map(&nested, out);
}

/* AggregateError's list. */
static uint32_t errors_of(struct report *r, struct buf *out)
{
    JSValue list = member(r->ctx, r->thrown, "errors");
    uint32_t n = 0;
    int64_t len;
    if (JS_IsArray(list) && JS_GetLength(r->ctx, list, &len) == 0) {
        n = len < ERRORS_MAX ? (uint32_t)len : ERRORS_MAX;
        cbor_put_array(out, n);
        for (uint32_t i = 0; i < n; i++) {
            JSValue item = JS_GetPropertyUint32(r->ctx, list, i);
            if (JS_IsException(item)) {
                drop_exception(r->ctx);
                item = JS_UNDEFINED;
            }
            put_nested(r, out, item);
            JS_FreeValue(r->ctx, item);
        }
    }
    JS_FreeValue(r->ctx, list);
    return n;
}

static bool cause_of(struct report *r, struct buf *out)
{
    JSValue cause = member(r->ctx, r->thrown, "cause");
    bool has_cause = !JS_IsUndefined(cause);
    if (has_cause)
        put_nested(r, out, cause);
    JS_FreeValue(r->ctx, cause);
    return has_cause;
}

/* Everything that may appear in a map; all buffers are empty when absent. */
struct parts {
    struct buf code, hint, name, path, cause, errno_name, grant, errors, frames, message, stack,
        class;
};

static void parts_init(struct parts *p)
{
    struct buf *all = (struct buf *)p;
    for (size_t i = 0; i < sizeof(*p) / sizeof(struct buf); i++)
        buf_init(&all[i], VALUE_BYTES_MAX, NULL);
}

static void parts_done(struct parts *p)
{
    struct buf *all = (struct buf *)p;
    for (size_t i = 0; i < sizeof(*p) / sizeof(struct buf); i++)
        buf_done(&all[i]);
}

static void collect_members(struct report *r, struct parts *p)
{
    if (!JS_IsObject(r->thrown))
        return;
    text_member(r, "code", &p->code, SHORT_BYTES_MAX);
    text_member(r, "path", &p->path, SHORT_BYTES_MAX);
    text_member(r, "errno", &p->errno_name, SHORT_BYTES_MAX);
    text_member(r, "grant", &p->grant, SHORT_BYTES_MAX);
    if (r->depth < CAUSE_DEPTH_MAX) {
        cause_of(r, &p->cause);
        errors_of(r, &p->errors);
    }
}

static void collect(struct report *r, struct parts *p)
{
    struct hint_input hint = {.ctx = r->ctx};
    bool is_error = name_of(r, &p->name);
    message_of(r, is_error, &p->message);
    if (is_error) {
        collect_members(r, p);
        text_member(r, "stack", &p->stack, MESSAGE_BYTES_MAX);
        class_of(r, &p->class);
    }
    const char *code = r->code;
    if (!code && is_error)
        code = engine_code(buf_slice(&p->name), &p->message);
    /* An import that was denied or not found says so itself, though it failed while compiling. */
    if (code && p->code.len == 0)
        buf_append_str(&p->code, code);
    put_frames(&p->frames, buf_slice(&p->stack), buf_slice(&p->class), &hint);
    if (!is_error)
        return;
    /* Never a property of the error: a reader takes a hint for ours. */
    hint.name = buf_slice(&p->name);
    hint.message = buf_slice(&p->message);
    hint_find(&hint, &p->hint);
}

static void put_encoded(struct buf *out, const char *key, const struct buf *encoded)
{
    if (encoded->len > 0) {
        cbor_put_str(out, key);
        buf_append_slice(out, buf_slice(encoded));
    }
}

static void put_optional(struct buf *out, const char *key, const struct buf *text)
{
    if (text->len > 0)
        put_text(out, key, text);
}

static bool write_map(struct report *r, struct buf *out)
{
    struct parts p;
    parts_init(&p);
    collect(r, &p);
    cbor_put_map(out, 3 + (p.code.len > 0) + (p.hint.len > 0) + (p.path.len > 0) +
                          (p.cause.len > 0) + (p.errno_name.len > 0) + (p.grant.len > 0) +
                          (p.errors.len > 0));
    put_optional(out, "code", &p.code);
    put_optional(out, "hint", &p.hint);
    put_text(out, "name", &p.name);
    put_optional(out, "path", &p.path);
    put_encoded(out, "cause", &p.cause);
    put_optional(out, "errno", &p.errno_name);
    put_optional(out, "grant", &p.grant);
    put_encoded(out, "errors", &p.errors);
    put_encoded(out, "frames", &p.frames);
    put_text(out, "message", &p.message);
    parts_done(&p);
    return !out->failed;
}

/* The map for when there is no memory left to describe anything. */
static void emit_memory(void)
{
    static const char map[] = "\xa4\x64"
                              "code\x66"
                              "memory\x64"
                              "name\x6d"
                              "InternalError\x66"
                              "frames\x80\x67"
                              "message\x6d"
                              "out of memory";
    troupe_emit(TROUPE_EMIT_ERROR, map, sizeof(map) - 1);
}

void error_emit(JSContext *ctx, JSValueConst thrown, const char *code)
{
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    struct report report = {ctx, thrown, code, 0};
    /* quickjs throws null when there is no memory even for the error object. */
    if ((JS_IsNull(thrown) && heap_exhausted()) || !write_map(&report, &out))
        emit_memory();
    else
        troupe_emit(TROUPE_EMIT_ERROR, out.ptr, (uint32_t)out.len);
    buf_done(&out);
}

void error_emit_pending(JSContext *ctx, const char *code)
{
    JSValue thrown = JS_GetException(ctx);
    error_emit(ctx, thrown, code);
    JS_FreeValue(ctx, thrown);
}
