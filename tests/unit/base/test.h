/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this folder share: cmocka with the headers it wants before it, hexadecimal. */
#ifndef TESTS_BASE_TEST_H
#define TESTS_BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

#define TEST_BYTES_MAX (16 * 1024 * 1024)

/* The bytes of hexadecimal text; spaces are skipped. The caller frees. */
static inline struct buf test_unhex(const char *hex)
{
    struct buf bytes = BUF_INIT(TEST_BYTES_MAX);
    unsigned byte;
    for (const char *p = hex; *p; p += 2) {
        while (*p == ' ')
            p++;
        if (sscanf(p, "%2x", &byte) != 1)
            fail_msg("no hexadecimal text: %s", hex);
        assert_true(buf_append_byte(&bytes, (uint8_t)byte));
    }
    /* An input of exact size, so that a read past its end is seen by the address sanitizer. */
    uint8_t *exact = malloc(bytes.len ? bytes.len : 1);
    assert_non_null(exact);
    if (bytes.len)
        memcpy(exact, bytes.ptr, bytes.len);
    free(bytes.ptr);
    bytes.ptr = exact;
    bytes.cap = bytes.len;
    return bytes;
}

static inline void test_expect_hex(struct slice bytes, const char *hex, const char *what)
{
    struct buf expected = test_unhex(hex);
    struct buf text = BUF_INIT(TEST_BYTES_MAX);
    for (size_t i = 0; i < bytes.len; i++)
        assert_true(buf_printf(&text, "%02x", bytes.ptr[i]));
    if (!slice_eq(bytes, buf_slice(&expected)))
        fail_msg("%s: got %s, expected %s", what, buf_str(&text), hex);
    buf_done(&expected);
    buf_done(&text);
}

#endif
