/* SPDX-License-Identifier: Apache-2.0 */
/* A guest's life and its part of the state record: captured, restored, gone on with, damaged. */
#include "base/cbor.h"
#include "fake_host.h"
#include "guest/wasi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_OUT    0x1000
#define STATE_MAX (1 << 20)

static void test_init_holds_nothing(void **state)
{
    (void)state;
    struct guest guest;
    assert_true(guest_init(&guest, 0, 0));
    assert_int_equal(guest.account.used_bytes, 0);
    guest_done(&guest);
    assert_int_equal(guest.account.used_bytes, 0);
}

static struct fake *used_guest(void)
{
    struct fake *f = fake_new();
    uint32_t fd = fake_open(f, "file", 1);
    assert_int_equal(fake_write(f, fd, "hello world"), 0);
    assert_int_equal(WASI(f, "fd_seek", fd, 6, 0, AT_OUT), 0);
    assert_int_equal(WASI(f, "fd_close", 2), 0);
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), 0);
    fake_open(f, "d", 2);
    assert_int_equal(WASI(f, "random_get", 0, 13), 0);
    return f;
}

static void test_state(void **state)
{
    (void)state;
    struct fake *a = used_guest(), *b = fake_new();
    struct buf first = BUF_INIT(STATE_MAX), second = BUF_INIT(STATE_MAX);
    guest_capture(&a->guest, &first);
    assert_false(first.failed);
    assert_int_equal(guest_restore(&b->guest, buf_slice(&first), NULL), TR_OK);
    guest_capture(&b->guest, &second);
    assert_true(slice_eq(buf_slice(&first), buf_slice(&second)));
    fake_free(b);
    fake_free(a);
    buf_done(&first);
    buf_done(&second);
}

static void test_goes_on(void **state)
{
    (void)state;
    struct fake *a = used_guest(), *b = fake_new();
    struct buf out = BUF_INIT(STATE_MAX);
    uint32_t got;
    uint8_t next[8];
    guest_capture(&a->guest, &out);
    assert_int_equal(guest_restore(&b->guest, buf_slice(&out), NULL), TR_OK);
    uint32_t file = 4; /* the first that path_open gave: 0 to 3 were taken */
    assert_int_equal(fake_read(b, file, 0x2000, 100, &got), 0);
    assert_int_equal(got, 5);
    assert_memory_equal(b->sandbox.memory + 0x2000, "world", 5);
    assert_int_equal(WASI(b, "fd_prestat_get", 3, AT_OUT), 0);
    assert_int_equal(WASI(b, "fd_readdir", 2, AT_OUT, 100, 0, 0x2000), 0); /* took the number 2 */
    chance_bytes(&a->guest.chance, next, 8);
    assert_int_equal(WASI(b, "random_get", 0x2000, 8), 0);
    assert_memory_equal(b->sandbox.memory + 0x2000, next, 8);
    assert_true(clock_realtime(&b->guest.clock) >= a->guest.clock.floor_ns);
    assert_int_equal(fake_free(b), 0);
    assert_int_equal(fake_free(a), 0);
    buf_done(&out);
}

static void test_unused(void **state)
{
    (void)state;
    struct fake *a = fake_new(), *b = fake_new();
    struct buf out = BUF_INIT(STATE_MAX);
    guest_capture(&a->guest, &out);
    assert_true(out.len < 100);
    assert_int_equal(guest_restore(&b->guest, buf_slice(&out), NULL), TR_OK);
    assert_null(b->guest.fds);
    fake_free(a);
    fake_free(b);
    buf_done(&out);
}

static void test_damage(void **state)
{
    (void)state;
    struct fake *a = used_guest();
    struct buf out = BUF_INIT(STATE_MAX);
    guest_capture(&a->guest, &out);
    for (size_t len = 0; len < out.len; len++) {
        struct guest guest;
        assert_true(guest_init(&guest, MIB, MIB));
        assert_int_not_equal(guest_restore(&guest, slice_make(out.ptr, len), NULL), TR_OK);
        guest_done(&guest);
        assert_int_equal(guest.account.used_bytes, 0);
    }
    for (size_t i = 0; i < out.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            struct guest guest;
            assert_true(guest_init(&guest, MIB, MIB));
            out.ptr[i] ^= (uint8_t)(1u << bit);
            (void)!guest_restore(&guest, buf_slice(&out), NULL);
            out.ptr[i] ^= (uint8_t)(1u << bit);
            guest_done(&guest);
            assert_int_equal(guest.account.used_bytes, 0);
        }
    fake_free(a);
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_init_holds_nothing),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_unused),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
