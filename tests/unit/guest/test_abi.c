/* SPDX-License-Identifier: Apache-2.0 */
/* Module "troupe": what passes to the layer above, and every broken rule stopped as "protocol". */
#include "base/cbor.h"
#include "fake_host.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_VALUE 0x8000
#define AT_OUT   0x9000

static struct fake *f;

static int setup(void **state)
{
    (void)state;
    f = fake_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(fake_free(f), 0);
    return 0;
}

/* Puts bytes at AT_VALUE; pointer and length as arguments. */
static uint32_t put(const void *bytes, size_t len)
{
    memcpy(f->sandbox.memory + AT_VALUE, bytes, len);
    return AT_VALUE;
}

#define BYTES(text) put(text, sizeof(text) - 1), sizeof(text) - 1

static void test_emit_kinds(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind;
        const char *bytes;
        size_t len;
        enum stop stop;
    } rows[] = {
        {EMIT_RESULT, "\x01", 1, STOP_NONE},
        {EMIT_RESULT, "", 0, STOP_PROTOCOL},
        {EMIT_RESULT, "\x01\x01", 2, STOP_PROTOCOL}, /* two items */
        {EMIT_RESULT, "\x18\x01", 2, STOP_PROTOCOL}, /* not the shortest head */
        {EMIT_RESULT, "\x82\x01", 2, STOP_PROTOCOL},
        {EMIT_RESULT, "\x9f\xff", 2, STOP_PROTOCOL}, /* indefinite */
        {EMIT_RESULT, "\x61\xff", 2, STOP_PROTOCOL}, /* not UTF-8 */
        {EMIT_RESULT,
         "\xa2\x61"
         "a\x01\x61"
         "a\x02",
         7, STOP_PROTOCOL}, /* a key twice */
        {EMIT_RESULT,
         "\xa2\x61"
         "b\x01\x61"
         "a\x02",
         7, STOP_NONE}, /* keys in any order */
        {EMIT_RESULT, "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9, STOP_PROTOCOL},
        {EMIT_ERROR, "\xa0", 1, STOP_NONE},
        {EMIT_ERROR, "\x01", 1, STOP_PROTOCOL},
        {EMIT_LOG, "\x82\x03\x61x", 4, STOP_NONE},
        {EMIT_LOG, "\x82\x04\x61x", 4, STOP_PROTOCOL},
        {EMIT_LOG, "\x82\x61x\x03", 4, STOP_PROTOCOL},
        {EMIT_LOG, "\x83\x03\x61x\x01", 5, STOP_PROTOCOL},
        {EMIT_LOG, "\x61x", 2, STOP_PROTOCOL},
        {EMIT_STDOUT, "\xff\xfe", 2, STOP_NONE}, /* bytes */
        {EMIT_STDERR, "", 0, STOP_NONE},
        {EMIT_PROGRESS, "\xf6", 1, STOP_NONE},
        {EMIT_PROGRESS, "\xff", 1, STOP_PROTOCOL},
        {EMIT_ARTIFACT,
         "\x83\x61"
         "a\x61"
         "b\x41"
         "c",
         7, STOP_NONE},
        {EMIT_ARTIFACT,
         "\x83\x61"
         "a\x61"
         "b\x61"
         "c",
         7, STOP_PROTOCOL},
        {EMIT_ARTIFACT,
         "\x82\x61"
         "a\x61"
         "b",
         5, STOP_PROTOCOL},
        {EMIT_EXIT, "\x18\x2a", 2, STOP_EXIT},
        {EMIT_EXIT, "\x20", 1, STOP_PROTOCOL},
        {EMIT_EXIT, "\x1b\x00\x00\x00\x01\x00\x00\x00\x00", 9, STOP_PROTOCOL},
        {0, "\x01", 1, STOP_PROTOCOL},
        {EMIT_MAX, "\x01", 1, STOP_PROTOCOL},
        {UINT32_MAX, "\x01", 1, STOP_PROTOCOL},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        put(rows[i].bytes, rows[i].len);
        enum stop stop = CALL(f, "emit", rows[i].kind, AT_VALUE, rows[i].len);
        if (stop != rows[i].stop)
            print_error("row %zu\n", i);
        assert_int_equal(stop, rows[i].stop);
    }
    assert_int_equal(f->guest.exit_status, 42);
    assert_int_equal(f->out.len, 2);
    assert_int_equal(f->emitted, EMIT_ARTIFACT);
}

static void test_bad_pointers(void **state)
{
    (void)state;
    static const struct {
        uint32_t ptr, len;
    } rows[] = {
        {FAKE_MEMORY_BYTES, 1},   {FAKE_MEMORY_BYTES - 1, 2}, {0, FAKE_MEMORY_BYTES + 1},
        {UINT32_MAX, 1},          {UINT32_MAX, UINT32_MAX},   {1, UINT32_MAX},
        {0x80000000, 0x80000000},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint64_t p = rows[i].ptr, n = rows[i].len;
        assert_int_equal(CALL(f, "emit", EMIT_STDOUT, p, n), STOP_PROTOCOL);
        assert_int_equal(CALL(f, "random", p, n), STOP_PROTOCOL);
        assert_int_equal(CALL(f, "take", p, n), STOP_PROTOCOL);
        assert_int_equal(CALL(f, "call", 1, p, n, BYTES("\xf6")), STOP_PROTOCOL);
        assert_int_equal(CALL(f, "call", 1, TEXT(f, "x"), p, n), STOP_PROTOCOL);
        assert_int_equal(CALL(f, "call_blocking", p, n, BYTES("\xf6"), AT_OUT), STOP_PROTOCOL);
    }
    assert_int_equal(CALL(f, "call_blocking", TEXT(f, "x"), BYTES("\xf6"), FAKE_MEMORY_BYTES - 3),
                     STOP_PROTOCOL);
    assert_int_equal(f->out.len, 0);
}

static void test_call(void **state)
{
    (void)state;
    char long_name[66];
    memset(long_name, 'n', 65);
    long_name[65] = '\0';
    assert_int_equal(CALL(f, "call", UINT32_MAX, TEXT(f, "timer.sleep"), BYTES("\x05")), STOP_NONE);
    assert_int_equal(f->last_id, UINT32_MAX);
    assert_memory_equal(f->value.ptr, "timer.sleep\x05", 12);
    assert_int_equal(CALL(f, "call", 1, TEXT(f, "x"), BYTES("")), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "call", 1, TEXT(f, "x"), BYTES("\x41")), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "call", 1, TEXT(f, ""), BYTES("\xf6")), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "call", 1, TEXT(f, "\xff"), BYTES("\xf6")), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "call", 1, TEXT(f, long_name), BYTES("\xf6")), STOP_PROTOCOL);
}

static void test_call_blocking_and_take(void **state)
{
    (void)state;
    f->reply_bytes = 10;
    assert_int_equal(CALL(f, "call_blocking", TEXT(f, "x"), BYTES("\xf6"), AT_OUT), STOP_NONE);
    assert_int_equal(f->call.result, 0);
    assert_int_equal(fake_u32(f, AT_OUT), 11);
    assert_int_equal(CALL(f, "take", AT_OUT, 11), STOP_NONE);
    assert_int_equal(f->sandbox.memory[AT_OUT], 0x4a);
    assert_int_equal(CALL(f, "take", AT_OUT, 11), STOP_PROTOCOL); /* once only */
    assert_int_equal(CALL(f, "take", AT_OUT, 0), STOP_NONE);      /* nothing is nothing */
    f->reply_fails = true;
    assert_int_equal(CALL(f, "call_blocking", TEXT(f, "x"), BYTES("\xf6"), AT_OUT), STOP_NONE);
    assert_int_equal(f->call.result, 1);
    assert_int_equal(CALL(f, "take", AT_OUT, 10), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "take", AT_OUT, 12), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "take", FAKE_MEMORY_BYTES - 10, 11), STOP_PROTOCOL);
    assert_int_equal(CALL(f, "take", FAKE_MEMORY_BYTES - 11, 11), STOP_NONE);
}

static void test_reply_too_large(void **state)
{
    (void)state;
    struct fake *small = fake_new_with(100 * KIB, 10 * KIB);
    small->reply_bytes = 200 * KIB;
    memcpy(small->sandbox.memory + AT_VALUE, "\xf6", 1);
    assert_int_equal(CALL(small, "call_blocking", TEXT(small, "x"), AT_VALUE, 1, AT_OUT),
                     STOP_NONE);
    assert_int_equal(small->call.result, 1);
    struct slice code;
    assert_true(cbor_map_get_text(buf_slice(&small->guest.reply), "code", &code));
    assert_true(slice_is(code, "limit"));
    assert_int_equal(cbor_check(buf_slice(&small->guest.reply), CBOR_ORDER_SORTED, NULL), TR_OK);
    assert_int_equal(fake_free(small), 0);
}

static void test_large_reply_memory_is_given_back(void **state)
{
    (void)state;
    f->reply_bytes = 150 * KIB;
    put("\xf6", 1);
    assert_int_equal(CALL(f, "call_blocking", TEXT(f, "x"), AT_VALUE, 1, AT_OUT), STOP_NONE);
    assert_true(f->guest.account.used_bytes > 150 * KIB);
    assert_int_equal(CALL(f, "take", 0, fake_u32(f, AT_OUT)), STOP_NONE);
    assert_int_equal(f->guest.account.used_bytes, 0);
}

static void test_now_and_random(void **state)
{
    (void)state;
    clock_start(&f->guest.clock, true, 77);
    assert_int_equal(CALL(f, "now", 0), STOP_NONE);
    assert_int_equal(f->call.result, 77);
    assert_int_equal(CALL(f, "random", 0, 16), STOP_NONE);
    struct chance chance;
    uint8_t expected[16];
    chance_init(&chance, 1, 2);
    chance_bytes(&chance, expected, 16);
    assert_memory_equal(f->sandbox.memory, expected, 16);
    assert_int_equal(CALL(f, "random", FAKE_MEMORY_BYTES, 0), STOP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_emit_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_pointers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_call, setup, teardown),
        cmocka_unit_test_setup_teardown(test_call_blocking_and_take, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reply_too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_reply_memory_is_given_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_now_and_random, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
