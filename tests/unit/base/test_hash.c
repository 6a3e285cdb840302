/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256: the examples of FIPS 180-4, in one part and in several. */
#include "test.h"

#include "base/hash.h"

static void expect(struct hash h, const char *hex)
{
    char text[HASH_HEX_SIZE];
    hash_hex(&h, text);
    assert_string_equal(text, hex);
}

static void test_examples(void **state)
{
    (void)state;
    expect(hash_of(slice_make(NULL, 0)),
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hash_of(slice_str("abc")),
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hash_of(slice_str("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_parts(void **state)
{
    (void)state;
    const struct slice parts[] = {slice_str("a"), slice_make(NULL, 0), slice_str("bc")};
    const struct hash whole = hash_of(slice_str("abc")), same = hash_of_parts(parts, 3);
    const struct hash other = hash_of_parts(parts, 2);
    assert_true(hash_eq(&whole, &same));
    assert_false(hash_eq(&whole, &other));
    expect(hash_of_parts(NULL, 0),
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
