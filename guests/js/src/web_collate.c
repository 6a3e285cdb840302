/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of strings in English: what localeCompare and Intl.Collator answer.
 *
 * A small part of the Unicode collation algorithm: letters first without case and accents, then
 * accents, then case, lower before upper. Characters beyond ASCII come decomposed (the prelude does
 * that), so a base letter is followed by its combining marks; other scripts are in the order of
 * their code points, after Latin.
 */
#include "base/utf8.h"
#include "web_parts.h"
#include <ctype.h>

enum {
    COLLATE_ACCENTS = 1,
    COLLATE_CASE = 2,
    COLLATE_NUMERIC = 4,
    COLLATE_UPPER_FIRST = 8,
    COLLATE_NO_PUNCTUATION = 16,
};

/* Space, punctuation and symbols in their order; digits and letters follow. */
static const char order[] =
    " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";
#define PUNCTUATION_MAX 24 /* weights up to here: space and punctuation */
#define BEYOND_ASCII    256

static uint8_t weights[128]; /* 0: ignored */

struct cursor {
    struct slice text;
    size_t pos;
    uint32_t flags;
    /* the element at hand */
    uint32_t weight;     /* 0 at the end */
    uint32_t accent;     /* of its marks; 0 = none */
    struct slice digits; /* of a number, without leading zeros */
    bool is_upper;
};

static void init_weights(void)
{
    for (uint8_t i = 0; order[i]; i++) {
        weights[(uint8_t)order[i]] = (uint8_t)(i + 1);
        weights[toupper(order[i])] = (uint8_t)(i + 1);
    }
}

static bool is_mark(uint32_t c)
{
    return c >= 0x300 && c <= 0x36f;
}

/* Common marks in the order of the standard, the others by code point. */
static uint32_t mark_weight(uint32_t mark)
{
    static const uint16_t common[] = {0x301, 0x300, 0x306, 0x302, 0x30c, 0x30a,
                                      0x308, 0x30b, 0x303, 0x307, 0x328, 0x327};
    for (uint32_t i = 0; i < TR_ARRAY_LEN(common); i++) {
        if (common[i] == mark)
            return i + 1;
    }
    return mark - 0x300 + 16;
}

static uint32_t weight_of(const struct cursor *c, uint32_t code_point)
{
    if (is_mark(code_point))
        return 0;
    if (code_point >= 128)
        return BEYOND_ASCII + code_point;
    uint32_t weight = weights[code_point];
    return c->flags & COLLATE_NO_PUNCTUATION && weight <= PUNCTUATION_MAX ? 0 : weight;
}

static void read_marks(struct cursor *c)
{
    while (c->pos < c->text.len) {
        size_t next = c->pos;
        uint32_t mark = utf8_next(c->text, &next);
        if (!is_mark(mark))
            break;
        c->accent = c->accent * 128 + mark_weight(mark);
        c->pos = next;
    }
}

static void read_number(struct cursor *c, size_t start)
{
    while (c->pos < c->text.len && isdigit(c->text.ptr[c->pos]))
        c->pos++;
    while (start + 1 < c->pos && c->text.ptr[start] == '0')
        start++;
    c->digits = slice_make(c->text.ptr + start, c->pos - start);
    c->weight = weights['0'];
}

static void read_element(struct cursor *c)
{
    c->weight = c->accent = 0;
    c->digits.len = 0;
    while (c->weight == 0 && c->pos < c->text.len) {
        size_t start = c->pos;
        uint32_t code_point = utf8_next(c->text, &c->pos);
        c->weight = weight_of(c, code_point);
        c->is_upper = code_point < 128 && isupper((int)code_point);
        if (c->flags & COLLATE_NUMERIC && code_point < 128 && isdigit((int)code_point))
            read_number(c, start);
    }
    if (c->weight)
        read_marks(c);
}

static int compare_uint(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_primary(const struct cursor *a, const struct cursor *b)
{
    if (!a->digits.len || !b->digits.len || a->weight != b->weight)
        return compare_uint(a->weight, b->weight);
    int length = compare_uint(a->digits.len, b->digits.len);
    return length ? length : memcmp(a->digits.ptr, b->digits.ptr, a->digits.len);
}

static int compare(struct slice x, struct slice y, uint32_t flags)
{
    struct cursor a = {.text = x, .flags = flags}, b = {.text = y, .flags = flags};
    int accent = 0, by_case = 0;
    do {
        read_element(&a);
        read_element(&b);
        int primary = compare_primary(&a, &b);
        if (primary)
            return primary;
        if (!accent)
            accent = compare_uint(a.accent, b.accent);
        if (!by_case && a.weight)
            by_case = compare_uint(a.is_upper, b.is_upper);
    } while (a.weight);
    if (flags & COLLATE_ACCENTS && accent)
        return accent;
    if (!(flags & COLLATE_CASE))
        return 0;
    return flags & COLLATE_UPPER_FIRST ? -by_case : by_case;
}

/* collate(a, b, flags) -> number: negative, 0, positive */
static JSValue collate(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    uint32_t flags = 0;
    struct web_text a = {0}, b = {0};
    JSValue result = JS_EXCEPTION;
    if (JS_ToUint32(ctx, &flags, argv[2]) == 0 && web_text_init(ctx, &a, argv[0]) &&
        web_text_init(ctx, &b, argv[1])) {
        int by = compare(slice_make(a.ptr, a.len), slice_make(b.ptr, b.len), flags);
        result = JS_NewInt32(ctx, by < 0 ? -1 : by > 0);
    }
    web_text_done(ctx, &a);
    web_text_done(ctx, &b);
    return result;
}

int web_collate_init(JSContext *ctx, JSValueConst natives)
{
    static const JSCFunctionListEntry functions[] = {JS_CFUNC_DEF("collate", 3, collate)};
    init_weights();
    return JS_SetPropertyFunctionList(ctx, natives, functions, TR_ARRAY_LEN(functions));
}
