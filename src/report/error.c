/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest's error map in its final form. The map is valid CBOR and nothing more: any key may be
 * missing, of the wrong type or absurd, and nesting is cut at the caps. What is missing is filled
 * in from the table of codes, the excerpt from the submitted source.
 */
#include "report/error.h"

#include "handler/handler.h"

#include "base/cbor.h"
#include "base/limits.h"
#include "report/codes.h"
#include "report/excerpt.h"
#include "report/quantity.h"

#define EXCERPT_BYTES_MAX (4 * KIB)
#define HINT_BYTES_MAX    1024

static void put_text_or_null(const char *key, struct slice text, struct buf *out)
{
    cbor_put_str(out, key);
    if (text.len > 0)
        cbor_put_text(out, text);
    else
        cbor_put_null(out);
}

static void put_place(const char *key, uint64_t value, uint64_t unknown, struct buf *out)
{
    cbor_put_str(out, key);
    if (value != unknown)
        cbor_put_uint(out, value);
    else
        cbor_put_null(out);
}

static void put_frame(const struct error_frame *frame, struct buf *out)
{
    cbor_put_map(out, 5);
    put_text_or_null("function", frame->function, out);
    put_text_or_null("file", frame->file, out);
    put_place("line", frame->line, 0, out);
    put_place("column", frame->column, 0, out);
    put_place("offset", frame->offset, TR_NO_OFFSET, out);
}

void error_put(const struct error_facts *facts, struct buf *out)
{
    struct error_frame nowhere = {.offset = TR_NO_OFFSET};
    const struct error_frame *place = facts->place ? facts->place : &nowhere;
    cbor_put_map(out, 13);
    put_text_or_null("class", facts->class_name, out);
    put_text_or_null("code", facts->code, out);
    cbor_put_str(out, "message");
    cbor_put_text(out, facts->message);
    put_text_or_null("file", place->file, out);
    put_place("line", place->line, 0, out);
    put_place("column", place->column, 0, out);
    put_place("offset", place->offset, TR_NO_OFFSET, out);
    put_text_or_null("excerpt", facts->excerpt, out);
    put_text_or_null("hint", facts->hint, out);
    put_text_or_null("grant", facts->grant, out);
    cbor_put_str(out, "stack");
    cbor_put_array(out, facts->n_frames);
    for (unsigned i = 0; i < facts->n_frames; i++)
        put_frame(&facts->frames[i], out);
    cbor_put_str(out, "cause");
    if (facts->cause.len > 0)
        buf_append_slice(out, facts->cause);
    else
        cbor_put_null(out);
    cbor_put_str(out, "errors");
    cbor_put_array(out, facts->n_errors);
    buf_append_slice(out, facts->errors);
}

void error_limit_hint(const struct run_limits *limits, const char *limit_name, struct buf *out)
{
    for (unsigned i = 0; i < LIMIT_MAX; i++) {
        const struct limit_row *row = &limit_rows[i];
        if (strcmp(row->name, limit_name) == 0 && limit_value(limits, i) < row->greatest)
            buf_printf(out, "Raise it with %s.", row->option);
    }
}

/* What the walk down an error map needs at every level. A map of small errors must not buy much
 * work, so their number is capped over the whole tree, and only the first ones get an excerpt. */
struct walk {
    const struct run_result *result;
    const struct report_source *sources;
    unsigned n_sources;
    unsigned depth, n_errors;
};

static struct slice text_of(struct slice map, const char *key)
{
    struct slice text;
    return cbor_map_get_text(map, key, &text) ? text : slice_make(NULL, 0);
}

/* Only what a handler really offers: the program may have written any other. */
static struct slice grant_of(struct slice map)
{
    struct slice grant = text_of(map, "grant");
    return handler_offers_grant(grant) ? grant : slice_make(NULL, 0);
}

static uint64_t uint_of(struct slice map, const char *key)
{
    uint64_t value;
    return cbor_map_get_uint(map, key, &value) ? value : 0;
}

/* The items of the array under `key`, at most `max`; 0 when there is no such array. */
static unsigned items_of(struct slice map, const char *key, unsigned max, struct cbor_reader *out)
{
    struct slice array;
    struct cbor_item head;
    if (!cbor_map_get(map, key, &array))
        return 0;
    *out = cbor_reader_of(array);
    if (!cbor_next(out, &head) || head.type != CBOR_ARRAY)
        return 0;
    return head.uint < max ? (unsigned)head.uint : max;
}

static unsigned read_frames(struct slice map, struct error_frame frames[ERROR_FRAMES_MAX])
{
    struct cbor_reader items;
    unsigned n = items_of(map, "frames", ERROR_FRAMES_MAX, &items);
    for (unsigned i = 0; i < n; i++) {
        struct slice frame = cbor_skip(&items);
        frames[i] = (struct error_frame){
            .function = text_of(frame, "function"),
            .file = text_of(frame, "file"),
            .line = uint_of(frame, "line"),
            .column = uint_of(frame, "column"),
            .offset = TR_NO_OFFSET,
        };
    }
    return n;
}

/* The text of a file: given by the caller, or loaded by the program. */
static bool find_source(const struct walk *walk, struct slice name, struct slice *out)
{
    for (unsigned i = 0; i < walk->n_sources; i++)
        if (slice_eq(walk->sources[i].name, name)) {
            *out = walk->sources[i].text;
            return true;
        }
    struct cbor_reader loaded = cbor_reader_of(buf_slice(&walk->result->loaded));
    while (reader_left(&loaded.in) > 0 && !loaded.in.failed) {
        struct slice module = cbor_skip(&loaded);
        if (slice_eq(text_of(module, "name"), name))
            return cbor_map_get_text(module, "source", out);
    }
    return false;
}

static void put_excerpt(const struct walk *walk, const struct error_frame *place, struct buf *out)
{
    struct slice source;
    if (walk->n_errors <= ERROR_EXCERPTS_MAX && place->line > 0 &&
        find_source(walk, place->file, &source))
        excerpt_write(source, place->line, place->column, out);
}

static void convert(struct walk *walk, struct slice map, struct buf *out);

static unsigned convert_parts(struct walk *walk, struct slice map, struct buf *out)
{
    struct cbor_reader items;
    unsigned n = items_of(map, "errors", ERROR_PARTS_MAX, &items), done = 0;
    for (; done < n && walk->n_errors < ERROR_TOTAL_MAX; done++)
        convert(walk, cbor_skip(&items), out);
    return done;
}

/* Where the guest gave no hint: what is certain from the code alone. */
static void put_hint(const struct walk *walk, struct slice code, struct buf *out)
{
    const struct report_code *row = report_code_find(code);
    if (slice_is(code, "memory"))
        error_limit_hint(&walk->result->limits, "memory", out);
    else if (row && row->hint)
        buf_append_str(out, row->hint);
}

/* The errors inside this one; *n_parts of them follow one another in `parts`. */
static void convert_inner(struct walk *walk, struct slice map, struct buf *cause, struct buf *parts,
                          unsigned *n_parts)
{
    struct slice inner;
    if (walk->depth >= ERROR_CAUSES_MAX)
        return;
    walk->depth++;
    if (cbor_map_get(map, "cause", &inner) && walk->n_errors < ERROR_TOTAL_MAX)
        convert(walk, inner, cause);
    *n_parts = convert_parts(walk, map, parts);
    walk->depth--;
}

static void convert(struct walk *walk, struct slice map, struct buf *out)
{
    TR_CLEANUP(buf_done) struct buf excerpt = BUF_INIT(EXCERPT_BYTES_MAX);
    TR_CLEANUP(buf_done) struct buf hint = BUF_INIT(HINT_BYTES_MAX);
    TR_CLEANUP(buf_done) struct buf cause = BUF_INIT(SIZE_MAX);
    TR_CLEANUP(buf_done) struct buf parts = BUF_INIT(SIZE_MAX);
    struct error_frame frames[ERROR_FRAMES_MAX];
    struct error_facts facts = {
        .class_name = text_of(map, "name"),
        .code = text_of(map, "code"),
        .message = text_of(map, "message"),
        .hint = text_of(map, "hint"),
        .grant = grant_of(map),
        .frames = frames,
        .n_frames = read_frames(map, frames),
    };
    walk->n_errors++;
    if (facts.code.len == 0)
        facts.code = slice_str("uncaught");
    if (facts.class_name.len == 0)
        facts.class_name = slice_str("Error");
    if (facts.n_frames > 0) {
        facts.place = &frames[0];
        put_excerpt(walk, facts.place, &excerpt);
    }
    if (facts.hint.len == 0) {
        put_hint(walk, facts.code, &hint);
        facts.hint = buf_slice(&hint);
    }
    convert_inner(walk, map, &cause, &parts, &facts.n_errors);
    facts.excerpt = buf_slice(&excerpt);
    facts.cause = buf_slice(&cause);
    facts.errors = buf_slice(&parts);
    error_put(&facts, out);
}

void error_from_guest(struct slice map, const struct run_result *result,
                      const struct report_source *sources, unsigned n_sources, struct buf *out)
{
    struct walk walk = {.result = result, .sources = sources, .n_sources = n_sources};
    convert(&walk, map, out);
}
