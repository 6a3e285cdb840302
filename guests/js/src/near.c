/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See near.h. Near means: at most one edit (two from six letters on) away, an edit being a letter
 * put in, left out or replaced, or two neighbours swapped. Of several the first nearest counts, the
 * program's own names before the global ones.
 */
#include "near.h"

#define NAME_MAX_BYTES 40
#define NAMES_MAX      20000

struct search {
    struct slice name;
    unsigned best; /* distance of the best so far; the next must be below it */
    struct buf *out;
};

bool near_is_word(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte >= 0x80;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Restricted Damerau-Levenshtein distance of two short names. */
static unsigned distance(struct slice a, struct slice b)
{
    unsigned rows[3][NAME_MAX_BYTES + 1];
    for (unsigned j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned replace = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            row[j] = least(replace, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                row[j] = least(row[j], second[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

static void consider(struct search *s, struct slice candidate)
{
    if (candidate.len == 0 || candidate.len > NAME_MAX_BYTES || slice_eq(candidate, s->name))
        return;
    unsigned d = distance(s->name, candidate);
    if (d >= s->best)
        return;
    s->best = d;
    buf_clear(s->out);
    buf_append_slice(s->out, candidate);
}

static struct slice word_at(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.len && near_is_word(text.ptr[end]))
        end++;
    return slice_make(text.ptr + at, end - at);
}

static bool declares(struct slice word)
{
    static const char *const keywords[] = {"const", "let", "var", "function", "class"};
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (slice_is(word, keywords[i]))
            return true;
    }
    return false;
}

static void consider_declared(struct search *s, struct slice source)
{
    unsigned n = 0;
    for (size_t at = 0; at < source.len && n < NAMES_MAX;) {
        struct slice word = word_at(source, at);
        at += word.len ? word.len : 1;
        if (!declares(word))
            continue;
        while (at < source.len && (source.ptr[at] == ' ' || source.ptr[at] == '*'))
            at++;
        consider(s, word_at(source, at));
        n++;
    }
}

static void consider_globals(struct search *s, JSContext *ctx)
{
    JSPropertyEnum *names;
    uint32_t n;
    JSValue global = JS_GetGlobalObject(ctx);
    if (JS_GetOwnPropertyNames(ctx, &names, &n, global, JS_GPN_STRING_MASK) < 0) {
        JS_FreeValues(ctx, JS_GetException(ctx), global);
        return;
    }
    for (uint32_t i = 0; i < n && i < NAMES_MAX; i++) {
        size_t len;
        const char *text = JS_AtomToCStringLen(ctx, &len, names[i].atom);
        if (text)
            consider(s, slice_make(text, len));
        JS_FreeCString(ctx, text);
    }
    JS_FreePropertyEnum(ctx, names, n);
    JS_FreeValue(ctx, global);
}

bool near_find(JSContext *ctx, struct slice name, struct slice source, struct buf *out)
{
    if (name.len < 2 || name.len > NAME_MAX_BYTES)
        return false;
    struct search s = {.name = name, .best = name.len < 6 ? 2 : 3, .out = out};
    consider_declared(&s, source);
    consider_globals(&s, ctx);
    return out->len > 0;
}
