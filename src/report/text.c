/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An error as a person reads it on a terminal:
 *
 *     error: ReferenceError: tota is not defined
 *      --> sum.js:3:12
 *      2 | let total = 0;
 *      3 | print(1 + tota);
 *        |           ^
 *     hint: did you mean "total"?
 *         at print (sum.js:3:12)
 *
 * The first word is the outcome. Everything that comes from the program passes excerpt_clean, so it
 * cannot drive the terminal. Fields are read from the error in its final form, which is ours.
 */
#include "base/cbor.h"
#include "base/limits.h"
#include "report/excerpt.h"
#include "report/report.h"
#include <strings.h>

#define MESSAGE_BYTES_MAX (8 * KIB)
#define SHOWN_FRAMES_MAX  10

struct style {
    const char *bad, *dim, *good, *end;
};
static const struct style plain = {"", "", "", ""};
static const struct style coloured = {"\033[1;31m", "\033[2m", "\033[1;32m", "\033[0m"};

static struct slice text_of(struct slice map, const char *key)
{
    struct slice text;
    return cbor_map_get_text(map, key, &text) ? text : slice_make(NULL, 0);
}

static void put_text(struct slice text, struct buf *out)
{
    bool cut = text.len > MESSAGE_BYTES_MAX;
    excerpt_clean(slice_make(text.ptr, cut ? MESSAGE_BYTES_MAX : text.len), true, out);
    if (cut)
        buf_append_str(out, "…");
}

/* "file:3:12", or "file at byte 17" for a binary. */
static bool put_place(struct slice map, struct buf *out)
{
    struct slice file = text_of(map, "file");
    uint64_t line, column, offset;
    excerpt_clean(file, false, out);
    if (cbor_map_get_uint(map, "line", &line)) {
        buf_printf(out, ":%llu", (unsigned long long)line);
        if (cbor_map_get_uint(map, "column", &column))
            buf_printf(out, ":%llu", (unsigned long long)column);
    } else if (cbor_map_get_uint(map, "offset", &offset)) {
        buf_printf(out, "%sbyte 0x%llx", file.len > 0 ? " at " : "", (unsigned long long)offset);
    } else {
        return file.len > 0;
    }
    return true;
}

static void put_head(const char *prefix, struct slice map, const struct style *style,
                     struct buf *out)
{
    struct slice class_name = text_of(map, "class"), message = text_of(map, "message");
    if (class_name.len == strlen(prefix) &&
        strncasecmp((const char *)class_name.ptr, prefix, class_name.len) == 0)
        class_name.len = 0; /* "denied: Denied: …" */
    buf_printf(out, "%s%s:%s ", style->bad, prefix, style->end);
    put_text(class_name, out);
    if (message.len > 0) {
        buf_append_str(out, class_name.len > 0 ? ": " : "");
        put_text(message, out);
    }
    buf_append_byte(out, '\n');
}

static void put_where(struct slice map, const struct style *style, struct buf *out)
{
    size_t before = out->len;
    buf_printf(out, "%s --> ", style->dim);
    if (put_place(map, out))
        buf_printf(out, "%s\n", style->end);
    else
        out->len = before;
    struct slice excerpt = text_of(map, "excerpt");
    if (excerpt.len > 0) {
        put_text(excerpt, out);
        buf_append_byte(out, '\n');
    }
}

static void put_advice(const char *label, struct slice text, const struct style *style,
                       struct buf *out)
{
    if (text.len == 0)
        return;
    buf_printf(out, "%s%s:%s ", style->good, label, style->end);
    put_text(text, out);
    buf_append_byte(out, '\n');
}

/* Recursion gives the same frame many times over. */
static void put_frame(struct slice frame, unsigned times, struct buf *out)
{
    struct slice function = text_of(frame, "function");
    buf_append_str(out, "    at ");
    if (function.len > 0)
        excerpt_clean(function, false, out);
    size_t before = out->len;
    buf_append_str(out, function.len > 0 ? " (" : "");
    if (!put_place(frame, out))
        out->len = before;
    else
        buf_append_str(out, function.len > 0 ? ")" : "");
    if (times > 1)
        buf_printf(out, ", %u times", times);
    buf_append_byte(out, '\n');
}

/* Opens the array under `key`; the number of its items. */
static uint64_t open_array(struct slice map, const char *key, struct cbor_reader *items)
{
    struct slice array;
    struct cbor_item head;
    if (!cbor_map_get(map, key, &array))
        return 0;
    *items = cbor_reader_of(array);
    return cbor_next(items, &head) && head.type == CBOR_ARRAY ? head.uint : 0;
}

/* One frame says no more than the place above it. */
static void put_stack(struct slice map, const struct style *style, struct buf *out)
{
    struct cbor_reader items;
    uint64_t n = open_array(map, "stack", &items);
    if (n < 2)
        return;
    buf_append_str(out, style->dim);
    unsigned shown = 0;
    for (struct slice frame = cbor_skip(&items); n > 0 && shown < SHOWN_FRAMES_MAX; shown++) {
        struct slice next = slice_make(NULL, 0);
        unsigned times = 0;
        do {
            times++;
            next = --n > 0 ? cbor_skip(&items) : slice_make(NULL, 0);
        } while (n > 0 && slice_eq(next, frame));
        put_frame(frame, times, out);
        frame = next;
    }
    if (n > 0)
        buf_printf(out, "    … %llu more\n", (unsigned long long)n);
    buf_append_str(out, style->end);
}

static void put_one(const char *prefix, struct slice map, const struct style *style,
                    struct buf *out);

static void put_inner(struct slice map, const struct style *style, struct buf *out)
{
    struct slice cause;
    struct cbor_item head;
    struct cbor_reader items;
    uint64_t n = open_array(map, "errors", &items);
    for (uint64_t i = 0; i < n; i++)
        put_one("one of them", cbor_skip(&items), style, out);
    if (!cbor_map_get(map, "cause", &cause))
        return;
    struct cbor_reader r = cbor_reader_of(cause);
    if (cbor_next(&r, &head) && head.type == CBOR_MAP)
        put_one("caused by", cause, style, out);
}

static void put_one(const char *prefix, struct slice map, const struct style *style,
                    struct buf *out)
{
    put_head(prefix, map, style, out);
    put_where(map, style, out);
    put_advice("hint", text_of(map, "hint"), style, out);
    put_advice("grant", text_of(map, "grant"), style, out);
    put_stack(map, style, out);
    put_inner(map, style, out);
}

void report_error_text(const struct report *report, bool colour, struct buf *out)
{
    if (report->error.len > 0)
        put_one(outcome_name(report->outcome), buf_slice(&report->error),
                colour ? &coloured : &plain, out);
}
