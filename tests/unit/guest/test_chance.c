/* SPDX-License-Identifier: Apache-2.0 */
/* Seeded bytes: the ChaCha20 key stream, compared with libcrypto's, whatever the read sizes. */
#include "guest/chance.h"

#include <openssl/evp.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STREAM_BYTES 4096

static void reference(uint64_t seed0, uint64_t seed1, uint8_t out[STREAM_BYTES])
{
    uint8_t key[32], iv[16] = {0}, zeros[STREAM_BYTES] = {0};
    int n = 0;
    for (unsigned i = 0; i < 8; i++) {
        key[i] = (uint8_t)(seed0 >> (8 * i));
        key[8 + i] = (uint8_t)(seed1 >> (8 * i));
    }
    memcpy(key + 16, "troupe chance v1", 16);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_chacha20(), NULL, key, iv), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, out, &n, zeros, STREAM_BYTES), 1);
    assert_int_equal(n, STREAM_BYTES);
    EVP_CIPHER_CTX_free(ctx);
}

static void test_is_chacha20(void **state)
{
    (void)state;
    static const uint64_t seeds[][2] = {{0, 0}, {1, 2}, {UINT64_MAX, 0x0123456789abcdef}};
    for (size_t i = 0; i < 3; i++) {
        uint8_t expected[STREAM_BYTES], got[STREAM_BYTES];
        struct chance chance;
        reference(seeds[i][0], seeds[i][1], expected);
        chance_init(&chance, seeds[i][0], seeds[i][1]);
        chance_bytes(&chance, got, sizeof got);
        assert_memory_equal(got, expected, sizeof got);
        assert_int_equal(chance.position, STREAM_BYTES);
    }
}

static void test_read_sizes_do_not_matter(void **state)
{
    (void)state;
    uint8_t expected[STREAM_BYTES], got[STREAM_BYTES];
    struct chance chance;
    reference(7, 8, expected);
    chance_init(&chance, 7, 8);
    size_t at = 0;
    for (size_t n = 0; at + n <= sizeof got; n++) {
        chance_bytes(&chance, got + at, n);
        at += n;
    }
    assert_true(at > STREAM_BYTES / 2);
    assert_memory_equal(got, expected, at);
}

static void test_position_resumes(void **state)
{
    (void)state;
    uint8_t expected[STREAM_BYTES], got[64];
    reference(9, 9, expected);
    for (uint64_t position = 0; position < 200; position++) {
        struct chance chance = {.seed = {9, 9}, .position = position};
        chance_bytes(&chance, got, sizeof got);
        assert_memory_equal(got, expected + position, sizeof got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_chacha20),
        cmocka_unit_test(test_read_sizes_do_not_matter),
        cmocka_unit_test(test_position_resumes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
