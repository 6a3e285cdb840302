/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 by the table of RFC 3629 section 4: for each lead byte the length of the sequence and the
 * range of its second byte, which is where overlong forms, surrogates and numbers past U+10FFFF are
 * ruled out. Later bytes are 80..BF.
 */
#include "base/utf8.h"

struct lead {
    uint8_t first, last, len, low, high; /* low..high: second byte */
};

static const struct lead leads[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf}, {0xe1, 0xec, 3, 0x80, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

/* Length of the sequence at `p`, 0 when there is none. */
static size_t sequence(const uint8_t *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        const struct lead *lead = &leads[i];
        if (p[0] < lead->first || p[0] > lead->last)
            continue;
        if (left < lead->len || p[1] < lead->low || p[1] > lead->high)
            return 0;
        for (size_t k = 2; k < lead->len; k++)
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        return lead->len;
    }
    return 0;
}

/* Plain ASCII eight bytes at a time: most text is nothing else. */
static size_t ascii_prefix(struct slice s, size_t pos)
{
    uint64_t word;
    while (s.len - pos >= sizeof word) {
        memcpy(&word, s.ptr + pos, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        pos += sizeof word;
    }
    return pos;
}

size_t utf8_valid_prefix(struct slice s)
{
    size_t pos = 0;
    while (pos < s.len) {
        pos = ascii_prefix(s, pos);
        if (pos == s.len)
            break;
        size_t n = sequence(s.ptr + pos, s.len - pos);
        if (n == 0)
            break;
        pos += n;
    }
    return pos;
}

bool utf8_valid(struct slice s)
{
    return utf8_valid_prefix(s) == s.len;
}

uint32_t utf8_next(struct slice s, size_t *pos)
{
    static const uint8_t masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const uint8_t *p = s.ptr + *pos;
    size_t n = sequence(p, s.len - *pos);
    if (n == 0) {
        (*pos)++;
        return 0xfffd;
    }
    uint32_t code_point = p[0] & masks[n];
    for (size_t i = 1; i < n; i++)
        code_point = code_point << 6 | (p[i] & 0x3f);
    *pos += n;
    return code_point;
}

size_t utf8_encode(uint32_t c, uint8_t out[4])
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (uint8_t)(0x80 | (c & 0x3f));
    out[0] = (uint8_t)(lead[n] | c);
    return n;
}
