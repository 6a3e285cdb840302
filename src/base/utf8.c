/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 decoding, validation and encoding (RFC 3629).
 *
 * One function, `decode`, knows the rules; everything else is built on it. Runs of ASCII, which is
 * what most text is, are skipped eight bytes at a time.
 */
#include "base/utf8.h"

#define REPLACEMENT UINT32_C(0xfffd)

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Length of the well-formed sequence at the start of the `len` bytes at `p`, its code point in
 * *out; 0 when there is none. */
static size_t decode(const uint8_t *p, size_t len, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (len == 0)
        return 0;
    if (p[0] < 0x80) {
        *out = p[0];
        return 1;
    }
    const size_t need = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || len < need)
        return 0;
    uint32_t code_point = p[0] & (0x7fU >> need);
    for (size_t i = 1; i < need; i++) {
        if (!is_continuation(p[i]))
            return 0;
        code_point = code_point << 6 | (p[i] & 0x3fU);
    }
    if (code_point < least[need] || code_point > 0x10ffff ||
        (code_point >= 0xd800 && code_point <= 0xdfff))
        return 0;
    *out = code_point;
    return need;
}

size_t utf8_valid_prefix(struct slice s)
{
    size_t pos = 0;
    while (pos < s.len) {
        uint64_t word;
        if (s.len - pos >= sizeof(word)) {
            memcpy(&word, s.ptr + pos, sizeof(word));
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                pos += sizeof(word);
                continue;
            }
        }
        uint32_t code_point;
        const size_t len = decode(s.ptr + pos, s.len - pos, &code_point);
        if (len == 0)
            break;
        pos += len;
    }
    return pos;
}

bool utf8_valid(struct slice s)
{
    return utf8_valid_prefix(s) == s.len;
}

uint32_t utf8_next(struct slice s, size_t *pos)
{
    uint32_t code_point;
    const size_t len = *pos < s.len ? decode(s.ptr + *pos, s.len - *pos, &code_point) : 0;
    *pos += len ? len : 1;
    return len ? code_point : REPLACEMENT;
}

size_t utf8_encode(uint32_t code_point, uint8_t out[4])
{
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (uint8_t)code_point;
        return 1;
    }
    const size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (uint8_t)(0xf00U >> len | code_point);
    return len;
}
