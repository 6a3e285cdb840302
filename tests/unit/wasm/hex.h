/* SPDX-License-Identifier: Apache-2.0 */
/* Modules written by hand: hexadecimal text, in which anything but digits is only for the eye. */
#ifndef TEST_WASM_HEX_H
#define TEST_WASM_HEX_H

#include "base/buf.h"

#define PREAMBLE "00 61 73 6d 01 00 00 00 "

static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Returns a slice of exactly the bytes' size on the heap, so that a sanitizer sees every read past
 * their end; the caller frees .ptr. */
static inline struct slice hex_slice(const char *text)
{
    uint8_t *bytes = malloc(strlen(text) / 2 + 1);
    size_t n_digits = 0;
    for (; *text; text++) {
        int digit = hex_digit(*text);
        if (digit < 0)
            continue;
        uint8_t *byte = &bytes[n_digits / 2];
        *byte = (uint8_t)(n_digits % 2 ? *byte << 4 | digit : digit);
        n_digits++;
    }
    return slice_make(realloc(bytes, n_digits / 2 ? n_digits / 2 : 1), n_digits / 2);
}

#endif
