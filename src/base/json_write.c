/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CBOR values as JSON text, laid out like JSON.stringify(value, null, indent).
 *
 * The value is checked first, so that the writer can rely on its form. Containers are written with
 * an explicit stack. A reference to a shared part is followed by moving the reader there and back;
 * one to a part that is being written is a cycle and becomes the text "[Circular]". A few bytes of
 * references can stand for any amount of text; each writes something, so the output's maximum
 * bounds the work, and JSON_DEPTH_MAX the nesting.
 */
#include "base/json.h"
#include "base/json_leaf.h"
#include "base/json_plan.h"
#include "base/limits.h"

enum form {
    FORM_ARRAY,
    FORM_OBJECT,
    FORM_PAIRS,    /* a Map as an array of [key, value] */
    FORM_FIELDS,   /* an error: an array whose items are named by their place */
    FORM_REFERENCE /* no brackets; afterwards the reader goes back to `resume` */
};

static const struct {
    char open, close;
} brackets[] = {[FORM_ARRAY] = {'[', ']'},
                [FORM_OBJECT] = {'{', '}'},
                [FORM_PAIRS] = {'[', ']'},
                [FORM_FIELDS] = {'{', '}'}};

struct frame {
    enum form form;
    uint64_t count;
    uint64_t done;
    size_t at; /* of the value: what a reference to it would name */
    size_t resume;
};

/* A reference leads to a container, so references cannot outnumber brackets by more than one. */
#define FRAMES_MAX (2 * JSON_DEPTH_MAX + 2)

struct writer {
    struct cbor_reader in;
    struct json_plan plan;
    struct buf *out;
    unsigned indent;
    unsigned level; /* open brackets */
    size_t n_frames;
    struct frame frames[FRAMES_MAX];
};

static void line_break(struct writer *w)
{
    if (w->indent == 0)
        return;
    (void)buf_append_byte(w->out, '\n');
    const size_t n_spaces = (size_t)w->indent * w->level;
    uint8_t *spaces = n_spaces ? buf_extend(w->out, n_spaces) : NULL;
    if (spaces)
        memset(spaces, ' ', n_spaces);
}

static void put_key(struct writer *w, struct slice key)
{
    json_put_text(w->out, key);
    (void)buf_append_str(w->out, w->indent ? ": " : ":");
}

static bool open_frame(struct writer *w, struct frame frame)
{
    if (frame.form != FORM_REFERENCE) {
        if (w->level == JSON_DEPTH_MAX)
            return false;
        w->level++;
        (void)buf_append_byte(w->out, (uint8_t)brackets[frame.form].open);
    }
    w->frames[w->n_frames++] = frame;
    return true;
}

static void close_frame(struct writer *w)
{
    const struct frame *frame = &w->frames[--w->n_frames];
    if (frame->form == FORM_REFERENCE) {
        w->in.in.pos = frame->resume;
        return;
    }
    w->level--;
    if (frame->count > 0)
        line_break(w);
    (void)buf_append_byte(w->out, (uint8_t)brackets[frame->form].close);
}

/* Stands behind tag 29. */
static bool follow(struct writer *w)
{
    struct cbor_item index;
    (void)cbor_next(&w->in, &index);
    const size_t target = json_plan_shared(&w->plan, index.uint);
    for (size_t i = 0; i < w->n_frames; i++)
        if (w->frames[i].form != FORM_REFERENCE && w->frames[i].at == target) {
            json_put_text(w->out, slice_str("[Circular]"));
            return true;
        }
    const size_t resume = w->in.in.pos;
    w->in.in.pos = target;
    return open_frame(w, (struct frame){.form = FORM_REFERENCE, .count = 1, .resume = resume});
}

/* Stands behind tag 27: an error, or a class and its bytes. */
static bool put_object(struct writer *w, size_t at)
{
    struct cbor_item list, name, second;
    (void)cbor_next(&w->in, &list);
    struct cbor_reader ahead = w->in;
    if (list.uint == 2 && cbor_next(&ahead, &name) && cbor_next(&ahead, &second) &&
        second.type == CBOR_BYTES) {
        json_put_bytes(w->out, second.data);
        w->in = ahead;
        return true;
    }
    return open_frame(w, (struct frame){.form = FORM_FIELDS, .count = list.uint, .at = at});
}

/* Stands behind tag 259. */
static bool put_map(struct writer *w, size_t at)
{
    const size_t head = w->in.in.pos;
    struct cbor_item item;
    (void)cbor_next(&w->in, &item);
    struct frame frame = {.form = FORM_PAIRS, .count = item.uint, .at = at};
    if (item.type == CBOR_ARRAY)
        frame.count = item.uint / 2;
    else if (json_plan_text_keys(&w->plan, head))
        frame.form = FORM_OBJECT;
    return open_frame(w, frame);
}

/* Stands behind tag 21066. */
static void put_regexp(struct writer *w)
{
    struct cbor_item list, source, flags;
    struct buf text = BUF_INIT(SIZE_MAX);
    (void)cbor_next(&w->in, &list);
    (void)cbor_next(&w->in, &source);
    (void)cbor_next(&w->in, &flags);
    (void)buf_append_byte(&text, '/');
    (void)buf_append_slice(&text, source.data);
    (void)buf_append_byte(&text, '/');
    (void)buf_append_slice(&text, flags.data);
    json_put_text(w->out, buf_slice(&text));
    w->out->failed = w->out->failed || text.failed;
    buf_done(&text);
}

/* A tag that holds one scalar. */
static void put_tagged_scalar(struct writer *w, uint64_t tag)
{
    struct cbor_item item;
    (void)cbor_next(&w->in, &item);
    if (tag == CBOR_TAG_BIG || tag == CBOR_TAG_BIG_NEGATIVE)
        json_put_big(w->out, item.data, tag == CBOR_TAG_BIG_NEGATIVE);
    else if (tag == CBOR_TAG_DATE_EPOCH)
        json_put_date(w->out, &item);
    else if (tag >= CBOR_TAG_UINT8 && tag <= CBOR_TAG_FLOAT64)
        json_put_typed_array(w->out, tag, item.data);
    else
        json_put_scalar(w->out, &item);
}

static bool put_tagged(struct writer *w, uint64_t tag, size_t at)
{
    struct cbor_item list;
    switch (tag) {
    case CBOR_TAG_REFERENCE:
        return follow(w);
    case CBOR_TAG_OBJECT:
        return put_object(w, at);
    case CBOR_TAG_MAP:
        return put_map(w, at);
    case CBOR_TAG_SET:
        (void)cbor_next(&w->in, &list);
        return open_frame(w, (struct frame){.form = FORM_ARRAY, .count = list.uint, .at = at});
    case CBOR_TAG_REGEXP:
        put_regexp(w);
        return true;
    default:
        put_tagged_scalar(w, tag);
        return true;
    }
}

/* The next value, of a container only what stands before its first part. False past the depth. */
static bool put_value(struct writer *w)
{
    size_t at = w->in.in.pos;
    struct cbor_item item;
    (void)cbor_next(&w->in, &item);
    if (item.type == CBOR_TAG && item.uint == CBOR_TAG_SHARED) {
        at = w->in.in.pos;
        (void)cbor_next(&w->in, &item);
    }
    if (item.type == CBOR_TAG)
        return put_tagged(w, item.uint, at);
    if (item.type != CBOR_ARRAY && item.type != CBOR_MAP) {
        json_put_scalar(w->out, &item);
        return true;
    }
    const enum form form = item.type == CBOR_MAP ? FORM_OBJECT : FORM_ARRAY;
    return open_frame(w, (struct frame){.form = form, .count = item.uint, .at = at});
}

/* One more part of the frame on top. */
static bool put_part(struct writer *w)
{
    static const char *const fields[] = {"name", "message", "details", "cause"};
    struct frame *frame = &w->frames[w->n_frames - 1];
    const uint64_t place = frame->done++;
    struct cbor_item key;
    if (frame->form == FORM_REFERENCE)
        return put_value(w);
    if (place > 0)
        (void)buf_append_byte(w->out, ',');
    line_break(w);
    switch (frame->form) {
    case FORM_PAIRS:
        return open_frame(w, (struct frame){.form = FORM_ARRAY, .count = 2, .at = SIZE_MAX});
    case FORM_OBJECT:
        (void)cbor_next(&w->in, &key);
        put_key(w, key.data);
        break;
    case FORM_FIELDS:
        put_key(w, slice_str(fields[place]));
        break;
    default:
        break;
    }
    return put_value(w);
}

static tr_rc put_all(struct writer *w, struct tr_err *err)
{
    w->frames[w->n_frames++] =
        (struct frame){.form = FORM_REFERENCE, .count = 1, .resume = w->in.in.in.len};
    while (w->n_frames > 0) {
        const struct frame *frame = &w->frames[w->n_frames - 1];
        if (w->out->failed)
            return tr_fail(err, TR_E_LIMIT, "the value is larger as JSON than %zu bytes",
                           w->out->max);
        if (frame->done == frame->count)
            close_frame(w);
        else if (!put_part(w))
            return tr_fail(err, TR_E_LIMIT, "the value is nested deeper as JSON than %d levels",
                           JSON_DEPTH_MAX);
    }
    return TR_OK;
}

tr_rc cbor_to_json(struct slice value, const struct json_style *style, struct buf *out,
                   struct tr_err *err)
{
    struct writer w;
    const size_t start = out->len;
    TR_TRY(cbor_check(value, CBOR_ORDER_ANY, err));
    TR_TRY(json_plan_make(value, &w.plan, err));
    w.in = cbor_reader_of(value);
    w.out = out;
    w.indent = style ? style->indent : 0;
    w.level = 0;
    w.n_frames = 0;
    tr_rc rc = put_all(&w, err);
    if (rc == TR_OK && out->failed)
        rc = tr_fail(err, TR_E_LIMIT, "the value is larger as JSON than %zu bytes", out->max);
    if (rc != TR_OK)
        out->len = start;
    json_plan_done(&w.plan);
    return rc;
}
