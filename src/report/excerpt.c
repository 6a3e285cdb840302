/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source text is hostile too: a line may be a megabyte long, hold escape sequences for the terminal
 * or marks that reorder what is shown. Every character is written by put_char, which lets none of
 * that through, and a tab counts as one column so that the caret stands where it should.
 */
#include "report/excerpt.h"

#include "base/utf8.h"

#define REPLACEMENT 0xfffd
#define LINE_DIGITS 20

static bool is_harmful(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void put_char(uint32_t c, struct buf *out)
{
    uint8_t bytes[4];
    if (c == '\t')
        c = ' ';
    else if (is_harmful(c))
        c = REPLACEMENT;
    buf_append(out, bytes, utf8_encode(c, bytes));
}

void excerpt_clean(struct slice text, bool lines, struct buf *out)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = utf8_next(text, &pos);
        if (c == '\n' && lines)
            buf_append_byte(out, '\n');
        else
            put_char(c, out);
    }
}

/* The line's bytes without its end; false when there is none of that number. */
static bool find_line(struct slice source, uint64_t line, struct slice *out)
{
    size_t start = 0;
    for (uint64_t n = 1; line > 0 && start <= source.len; n++) {
        struct slice rest = slice_from(source, start);
        const uint8_t *end = rest.len > 0 ? memchr(rest.ptr, '\n', rest.len) : NULL;
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        if (n == line) {
            *out = slice_make(rest.ptr, len > 0 && rest.ptr[len - 1] == '\r' ? len - 1 : len);
            return true;
        }
        if (!end)
            return false;
        start += len + 1;
    }
    return false;
}

/* Writes the characters [first, first + EXCERPT_COLUMNS) with marks where it was cut. */
static void put_window(struct slice line, uint64_t first, struct buf *out)
{
    uint64_t n = 0;
    if (first > 0)
        buf_append_str(out, "…");
    for (size_t pos = 0; pos < line.len; n++) {
        uint32_t c = utf8_next(line, &pos);
        if (n >= first + EXCERPT_COLUMNS) {
            buf_append_str(out, "…");
            return;
        }
        if (n >= first)
            put_char(c, out);
    }
}

struct excerpt {
    struct slice source;
    uint64_t first; /* characters left out at the start of every line */
    int digits;     /* width of the line numbers */
};

static void put_numbered(const struct excerpt *e, uint64_t number, struct slice line,
                         struct buf *out)
{
    buf_printf(out, "%*llu |", e->digits, (unsigned long long)number);
    if (line.len > 0)
        buf_append_byte(out, ' ');
    put_window(line, e->first, out);
}

static void put_caret(const struct excerpt *e, uint64_t column, struct buf *out)
{
    uint64_t shown = column - 1 - e->first + (e->first > 0);
    buf_printf(out, "\n%*s | %*s^", e->digits, "", (int)shown, "");
}

static uint64_t count_chars(struct slice line)
{
    uint64_t n = 0;
    for (size_t pos = 0; pos < line.len; n++)
        utf8_next(line, &pos);
    return n;
}

bool excerpt_write(struct slice source, uint64_t line, uint64_t column, struct buf *out)
{
    struct slice here, other;
    if (!find_line(source, line, &here))
        return false;
    uint64_t chars = count_chars(here);
    if (column < 1)
        column = 1;
    if (column > chars + 1)
        column = chars + 1;
    char digits[LINE_DIGITS + 1];
    struct excerpt e = {
        .source = source,
        .first = column > EXCERPT_COLUMNS * 3 / 4 ? column - EXCERPT_COLUMNS * 3 / 4 : 0,
        .digits = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)line + 1),
    };
    if (find_line(source, line - 1, &other)) {
        put_numbered(&e, line - 1, other, out);
        buf_append_byte(out, '\n');
    }
    put_numbered(&e, line, here, out);
    put_caret(&e, column, out);
    if (find_line(source, line + 1, &other) && other.len > 0) {
        buf_append_byte(out, '\n');
        put_numbered(&e, line + 1, other, out);
    }
    return true;
}
