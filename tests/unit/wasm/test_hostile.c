/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real modules damaged in every way that fits into a loop: cut at each byte, each byte replaced.
 * Nothing may be read outside the copy (the sanitizer build watches), a failure has a code and an
 * offset inside the module, and what is accepted must be readable again.
 */
#include "base/os.h"
#include "wasm/binary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const fixtures[] = {
    "tests/unit/wasm/rich.wasm",
    "tests/unit/wasm/all_opcodes.wasm",
};

static void check_accepted(const struct wasm_prepared *p)
{
    struct wasm_binary b;
    struct tr_err err = {0};
    if (wasm_binary_read(buf_slice(&p->bytes), &b, &err) != TR_OK)
        fail_msg("the rewritten module is refused at %lld: %s", (long long)err.offset, err.message);
    assert_false(b.has_start);
    assert_int_equal(b.n_exports, p->n_exports + p->n_globals + p->has_memory + p->has_start);
    wasm_binary_done(&b);
}

/* Prepares a copy of exactly `len` bytes; whether it was accepted. */
static bool try(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    struct wasm_prepared p = {0};
    struct tr_err err = {0};
    tr_rc rc = wasm_prepare(slice_make(copy, len), &p, &err);
    if (rc == TR_OK) {
        check_accepted(&p);
    } else {
        assert_true(rc == TR_E_INVALID || rc == TR_E_UNSUPPORTED || rc == TR_E_LIMIT);
        assert_true(err.offset <= len);
        assert_true(err.message[0] != 0 && !strchr(err.message, '\n'));
    }
    wasm_prepared_done(&p);
    free(copy);
    return rc == TR_OK;
}

static void test_cut_at_every_byte(void **state)
{
    (void)state;
    for (size_t f = 0; f < TR_ARRAY_LEN(fixtures); f++) {
        struct buf bytes = BUF_INIT(1 << 20);
        unsigned n_accepted = 0;
        assert_int_equal(os_read_file(fixtures[f], &bytes, NULL), TR_OK);
        for (size_t len = 0; len < bytes.len; len++)
            n_accepted += try(bytes.ptr, len);
        /* The ends of the preamble and of sections in front of the function section, and those of
         * custom sections at the end. */
        assert_in_range(n_accepted, 1, 6);
        assert_true(try(bytes.ptr, bytes.len));
        buf_done(&bytes);
    }
}

static void test_every_byte_replaced(void **state)
{
    static const uint8_t values[] = {0x00, 0x0b, 0x7f, 0x80, 0xfd, 0xff};
    (void)state;
    for (size_t f = 0; f < TR_ARRAY_LEN(fixtures); f++) {
        struct buf bytes = BUF_INIT(1 << 20);
        assert_int_equal(os_read_file(fixtures[f], &bytes, NULL), TR_OK);
        for (size_t i = 0; i < bytes.len; i++) {
            uint8_t kept = bytes.ptr[i];
            for (size_t v = 0; v < TR_ARRAY_LEN(values); v++) {
                bytes.ptr[i] = values[v];
                (void)try(bytes.ptr, bytes.len);
            }
            for (unsigned bit = 0; bit < 8; bit += 5) {
                bytes.ptr[i] = (uint8_t)(kept ^ (1u << bit));
                (void)try(bytes.ptr, bytes.len);
            }
            bytes.ptr[i] = kept;
        }
        buf_done(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_every_byte_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
