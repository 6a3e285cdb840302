/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON text to CBOR: an iterative reader of RFC 8259 with the meaning of JSON.parse.
 *
 * Why a reader of our own: a value must come out as JSON.parse makes it (-0 kept, every number a
 * double, "\u0000" in keys, the last of equal keys in the place of the first), a failure must say
 * where, and nothing may recurse.
 *
 * CBOR wants the count of a container before its items. So the text is read once into `flat`, in
 * which one byte stands for the head of each container, and what is still to be put right is noted
 * as edits (json_edit.h), which are applied while `flat` is copied to the output. Keys of the
 * objects that are open lie in `keys`; when an object closes, its keys are sorted to find equal
 * ones. All working memory is bounded by a small multiple of the text's length.
 */
#include "base/json.h"
#include "base/json_edit.h"
#include "base/json_number.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <inttypes.h>

/* The densest text: "0.1," gives a float of nine bytes, "[" an edit, `"":` a key. */
#define FLAT_BYTES_MAX(len) ((len)*4 + 64)
#define NOTE_BYTES_MAX(len) ((len) * sizeof(struct json_edit) + 64)

struct frame {
    bool is_object;
    uint64_t count;
    size_t at;         /* of the head, in flat */
    size_t edit_at;    /* of the edit that will hold the count, in edits */
    size_t first_key;  /* in keys */
    size_t text_start; /* of the bracket, in the text */
};

struct json {
    struct slice text;
    size_t pos;
    struct buf flat;
    struct buf edits; /* of struct json_edit */
    struct buf keys;  /* of struct json_key, those of open objects */
    struct buf scratch;
    bool has_equal_keys;
    size_t depth;
    struct frame frames[JSON_DEPTH_MAX];
};

static void json_done(struct json *j)
{
    buf_done(&j->flat);
    buf_done(&j->edits);
    buf_done(&j->keys);
    buf_done(&j->scratch);
}

/* "line 3, column 5: what"; columns count characters. */
static tr_rc fail_at(const struct json *j, size_t pos, const char *what, struct tr_err *err)
{
    uint64_t line = 1, column = 1;
    for (size_t i = 0; i < pos; i++) {
        if (j->text.ptr[i] == '\n') {
            line++;
            column = 1;
        } else if ((j->text.ptr[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    return tr_fail_offset(err, TR_E_INVALID, pos, "JSON, line %" PRIu64 ", column %" PRIu64 ": %s",
                          line, column, what);
}

/* The byte at the position, -1 at the end. */
static int peek(const struct json *j)
{
    return j->pos < j->text.len ? j->text.ptr[j->pos] : -1;
}

static bool take(struct json *j, char byte)
{
    if (peek(j) != byte)
        return false;
    j->pos++;
    return true;
}

static void skip_space(struct json *j)
{
    for (int c = peek(j); c == ' ' || c == '\n' || c == '\t' || c == '\r'; c = peek(j))
        j->pos++;
}

static size_t skip_digits(struct json *j)
{
    const size_t start = j->pos;
    while (peek(j) >= '0' && peek(j) <= '9')
        j->pos++;
    return j->pos - start;
}

static tr_rc read_number(struct json *j, struct tr_err *err)
{
    const size_t start = j->pos;
    (void)take(j, '-');
    if (!take(j, '0') && skip_digits(j) == 0)
        return fail_at(j, j->pos, "expected a digit", err);
    if (take(j, '.') && skip_digits(j) == 0)
        return fail_at(j, j->pos, "expected a digit after the decimal point", err);
    if (take(j, 'e') || take(j, 'E')) {
        if (!take(j, '-'))
            (void)take(j, '+');
        if (skip_digits(j) == 0)
            return fail_at(j, j->pos, "expected a digit in the exponent", err);
    }
    double value;
    if (!json_number_parse(slice_make(j->text.ptr + start, j->pos - start), &j->scratch, &value))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a number of %zu digits", j->pos - start);
    cbor_put_number(&j->flat, value);
    return TR_OK;
}

static int hex_value(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after "\u". */
static tr_rc read_unit(struct json *j, uint32_t *out, struct tr_err *err)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_value(peek(j));
        if (digit < 0)
            return fail_at(j, j->pos, "expected four hexadecimal digits after \\u", err);
        unit = unit << 4 | (uint32_t)digit;
        j->pos++;
    }
    *out = unit;
    return TR_OK;
}

/* Stands behind "\u". Two units of a surrogate pair make one character. */
static tr_rc read_unicode_escape(struct json *j, struct tr_err *err)
{
    const size_t start = j->pos - 2;
    uint32_t unit, low = 0;
    TR_TRY(read_unit(j, &unit, err));
    if (unit >= 0xd800 && unit <= 0xdfff) {
        const bool pair = unit <= 0xdbff && take(j, '\\') && take(j, 'u');
        if (pair)
            TR_TRY(read_unit(j, &low, err));
        if (low < 0xdc00 || low > 0xdfff)
            return fail_at(j, start, "half of a surrogate pair, which is no character", err);
        unit = 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
    }
    uint8_t utf8[4];
    (void)buf_append(&j->scratch, utf8, utf8_encode(unit, utf8));
    return TR_OK;
}

/* Stands behind the backslash. */
static tr_rc read_escape(struct json *j, struct tr_err *err)
{
    static const char escapes[][2] = {{'"', '"'},  {'\\', '\\'}, {'/', '/'},  {'b', '\b'},
                                      {'f', '\f'}, {'n', '\n'},  {'r', '\r'}, {'t', '\t'}};
    if (take(j, 'u'))
        return read_unicode_escape(j, err);
    for (size_t i = 0; i < TR_ARRAY_LEN(escapes); i++)
        if (take(j, escapes[i][0])) {
            (void)buf_append_byte(&j->scratch, (uint8_t)escapes[i][1]);
            return TR_OK;
        }
    return fail_at(j, j->pos - 1, "an escape that JSON does not have", err);
}

/* Bytes up to the next quote, backslash or control character. */
static struct slice take_plain(struct json *j)
{
    const size_t start = j->pos;
    while (j->pos < j->text.len) {
        const uint8_t byte = j->text.ptr[j->pos];
        if (byte == '"' || byte == '\\' || byte < 0x20)
            break;
        j->pos++;
    }
    return slice_make(j->text.ptr + start, j->pos - start);
}

/* Stands behind the opening quote. */
static tr_rc read_string(struct json *j, struct tr_err *err)
{
    const size_t start = j->pos - 1;
    const struct slice whole = take_plain(j);
    if (take(j, '"')) {
        cbor_put_text(&j->flat, whole);
        return TR_OK;
    }
    buf_clear(&j->scratch);
    (void)buf_append_slice(&j->scratch, whole);
    while (!take(j, '"')) {
        if (peek(j) < 0)
            return fail_at(j, start, "a string without its closing quote", err);
        if (!take(j, '\\'))
            return fail_at(j, j->pos, "a control character in a string must be escaped", err);
        TR_TRY(read_escape(j, err));
        (void)buf_append_slice(&j->scratch, take_plain(j));
    }
    if (j->scratch.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a string");
    cbor_put_text(&j->flat, buf_slice(&j->scratch));
    return TR_OK;
}

static tr_rc read_literal(struct json *j, struct tr_err *err)
{
    static const char *const words[] = {"false", "true", "null"};
    for (size_t i = 0; i < TR_ARRAY_LEN(words); i++) {
        const size_t len = strlen(words[i]);
        if (j->text.len - j->pos < len || memcmp(j->text.ptr + j->pos, words[i], len) != 0)
            continue;
        j->pos += len;
        if (i == 2)
            cbor_put_null(&j->flat);
        else
            cbor_put_bool(&j->flat, i == 1);
        return TR_OK;
    }
    return fail_at(j, j->pos, peek(j) < 0 ? "expected a value, found the end" : "expected a value",
                   err);
}

static tr_rc open_container(struct json *j, bool is_object, struct tr_err *err)
{
    if (j->depth == JSON_DEPTH_MAX)
        return fail_at(j, j->pos - 1, "nested too deep", err);
    j->frames[j->depth++] = (struct frame){
        .is_object = is_object,
        .at = j->flat.len,
        .edit_at = j->edits.len,
        .first_key = j->keys.len,
        .text_start = j->pos - 1,
    };
    const struct json_edit head = {.at = j->flat.len,
                                   .kind = is_object ? JSON_EDIT_MAP : JSON_EDIT_ARRAY};
    (void)buf_append(&j->edits, &head, sizeof(head));
    (void)buf_append_byte(&j->flat, 0);
    return TR_OK;
}

/* The value before a comma or a closing brace has ended. */
static void end_pair(struct json *j)
{
    struct json_key *key = (struct json_key *)(void *)(j->keys.ptr + j->keys.len) - 1;
    key->end = j->flat.len;
}

static tr_rc close_container(struct json *j, struct tr_err *err)
{
    const struct frame *frame = &j->frames[--j->depth];
    uint64_t count = frame->count;
    if (j->edits.failed || j->keys.failed || j->flat.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to read JSON");
    if (frame->is_object && count > 0) {
        uint64_t n_dropped = 0;
        if (!json_edit_equal_keys(&j->keys, frame->first_key, &j->flat, &j->edits, &n_dropped))
            return tr_fail(err, TR_E_NO_MEMORY, "no memory to read JSON");
        j->has_equal_keys = j->has_equal_keys || n_dropped > 0;
        count -= n_dropped;
        j->keys.len = frame->first_key;
    }
    struct json_edit *head = (struct json_edit *)(void *)(j->edits.ptr + frame->edit_at);
    head->count = count;
    return TR_OK;
}

/* A key and its colon; stands where the key must start. */
static tr_rc read_key(struct json *j, struct tr_err *err)
{
    struct json_key key = {.at = j->flat.len};
    skip_space(j);
    if (!take(j, '"'))
        return fail_at(j, j->pos, "expected a key in double quotes", err);
    TR_TRY(read_string(j, err));
    skip_space(j);
    if (!take(j, ':'))
        return fail_at(j, j->pos, "expected ':' after a key", err);
    key.value_at = j->flat.len;
    if (!buf_append(&j->keys, &key, sizeof(key)))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to read JSON");
    return TR_OK;
}

/* One value without its items: *out_open says that a container was opened and items follow. */
static tr_rc read_value(struct json *j, bool *out_open, struct tr_err *err)
{
    skip_space(j);
    *out_open = false;
    if (take(j, '"'))
        return read_string(j, err);
    const int c = peek(j);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(j, err);
    if (c != '{' && c != '[')
        return read_literal(j, err);
    j->pos++;
    TR_TRY(open_container(j, c == '{', err));
    skip_space(j);
    if (take(j, c == '{' ? '}' : ']'))
        return close_container(j, err);
    *out_open = true;
    return c == '{' ? read_key(j, err) : TR_OK;
}

/* Behind a value: closes what ends here; stands where a value must follow unless depth is 0. */
static tr_rc read_after_value(struct json *j, struct tr_err *err)
{
    while (j->depth > 0) {
        struct frame *frame = &j->frames[j->depth - 1];
        frame->count++;
        if (frame->is_object)
            end_pair(j);
        skip_space(j);
        if (take(j, ','))
            return frame->is_object ? read_key(j, err) : TR_OK;
        if (peek(j) < 0)
            return fail_at(
                j, frame->text_start,
                frame->is_object ? "an object without its '}'" : "an array without its ']'", err);
        if (!take(j, frame->is_object ? '}' : ']'))
            return fail_at(j, j->pos,
                           frame->is_object ? "expected ',' or '}'" : "expected ',' or ']'", err);
        TR_TRY(close_container(j, err));
    }
    return TR_OK;
}

static tr_rc read_text(struct json *j, struct tr_err *err)
{
    const size_t valid = utf8_valid_prefix(j->text);
    if (valid < j->text.len)
        return fail_at(j, valid, "bytes that are not UTF-8", err);
    do {
        bool opened;
        TR_TRY(read_value(j, &opened, err));
        if (!opened)
            TR_TRY(read_after_value(j, err));
    } while (j->depth > 0);
    skip_space(j);
    if (j->pos < j->text.len)
        return fail_at(j, j->pos, "more text after the value", err);
    return TR_OK;
}

tr_rc json_to_cbor(struct slice text, struct buf *out, struct tr_err *err)
{
    struct json j TR_CLEANUP(json_done) = {.text = text};
    if (text.len > SIZE_MAX / (2 * sizeof(struct json_edit)))
        return tr_fail(err, TR_E_LIMIT, "a JSON text of %zu bytes", text.len);
    buf_init(&j.flat, FLAT_BYTES_MAX(text.len), NULL);
    buf_init(&j.edits, NOTE_BYTES_MAX(text.len), NULL);
    buf_init(&j.keys, NOTE_BYTES_MAX(text.len), NULL);
    buf_init(&j.scratch, FLAT_BYTES_MAX(text.len), NULL);
    TR_TRY(read_text(&j, err));
    if (j.flat.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to read JSON");

    const size_t start = out->len;
    if (j.has_equal_keys)
        json_edit_sort(&j.edits);
    if (!json_edit_apply(&j.flat, &j.edits, out)) {
        out->len = start;
        return tr_fail(err, TR_E_LIMIT, "the value of the JSON text is larger than allowed");
    }
    return TR_OK;
}
