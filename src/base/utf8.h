/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/slice.h"

bool utf8_valid(struct slice s);
/* Length of the valid prefix. */
size_t utf8_valid_prefix(struct slice s);
/* The code point at *pos, which is moved on; malformed bytes give U+FFFD one byte at a time. */
uint32_t utf8_next(struct slice s, size_t *pos);
/* 1-4 bytes written to out[4]. */
size_t utf8_encode(uint32_t code_point, uint8_t out[4]);

#endif
