/* SPDX-License-Identifier: Apache-2.0 */
/* The table of operations and the error maps that handlers answer with. */
#include "handler/handler.h"

#include "base/cbor.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_find(void **state)
{
    (void)state;
    static const char *const known[] = {
        "fs.read",   "fs.write",  "fs.list",    "fs.stat",     "fs.mkdir",
        "fs.remove", "fs.rename", "stdin.read", "module.load",
    };
    static const char *const unknown[] = {"", "fs", "fs.", "fs.rea", "fs.read ", "FS.READ", "x.y"};
    for (size_t i = 0; i < TR_ARRAY_LEN(known); i++) {
        const struct operation *operation = handler_find(slice_str(known[i]));
        assert_non_null(operation);
        assert_string_equal(operation->name, known[i]);
    }
    for (size_t i = 0; i < TR_ARRAY_LEN(unknown); i++)
        assert_null(handler_find(slice_str(unknown[i])));
    assert_null(handler_find(slice_make("fs.read\0x", 9)));
}

/* Names are unique and begin with their handler's; everything is described. */
static void test_table(void **state)
{
    (void)state;
    for (unsigned i = 0; i < handler_table_len; i++) {
        const struct handler *handler = handler_table[i];
        for (unsigned k = 0; k < handler->n_operations; k++) {
            const struct operation *operation = &handler->operations[k];
            size_t len = strlen(handler->name);
            assert_memory_equal(operation->name, handler->name, len);
            assert_int_equal(operation->name[len], '.');
            assert_ptr_equal(handler_find(slice_str(operation->name)), operation);
            assert_true(strlen(operation->args) > 0 && strlen(operation->text) > 0);
            assert_non_null(operation->run);
        }
    }
}

static void test_error_map(void **state)
{
    (void)state;
    struct buf reply = BUF_INIT(4096);
    struct slice text;
    struct handler_error full = {
        .name = "Error",
        .code = "denied",
        .grant = "--allow x",
        .sys_errno = "EACCES",
        .path = slice_str("/p"),
    };
    assert_false(handler_fail(&reply, &full, "no %s", "way"));
    assert_int_equal(cbor_check(buf_slice(&reply), CBOR_ORDER_SORTED, NULL), TR_OK);
    assert_true(cbor_map_get_text(buf_slice(&reply), "message", &text));
    assert_true(slice_is(text, "no way"));
    assert_true(cbor_map_get_text(buf_slice(&reply), "grant", &text));
    assert_true(cbor_map_get_text(buf_slice(&reply), "errno", &text));
    assert_true(cbor_map_get_text(buf_slice(&reply), "path", &text));
    buf_clear(&reply);
    assert_false(handler_fail(&reply, &(struct handler_error){.code = "x"}, "m"));
    assert_int_equal(cbor_check(buf_slice(&reply), CBOR_ORDER_SORTED, NULL), TR_OK);
    assert_false(cbor_map_get_text(buf_slice(&reply), "name", &text));
    assert_false(cbor_map_get_text(buf_slice(&reply), "path", &text));
    buf_done(&reply);
}

/* A guest chooses what goes in: the message is cut, on a character, and stays valid. */
static void test_long_message(void **state)
{
    (void)state;
    struct buf reply = BUF_INIT(4096);
    char text[2001];
    for (unsigned shift = 0; shift < 2; shift++) {
        memset(text, 'x', sizeof text);
        for (size_t i = shift; i + 2 < sizeof text; i += 2)
            memcpy(text + i, "\xc3\xa9", 2);
        text[2000] = '\0';
        buf_clear(&reply);
        handler_fail(&reply, &(struct handler_error){.code = "x"}, "%s", text);
        assert_int_equal(cbor_check(buf_slice(&reply), CBOR_ORDER_SORTED, NULL), TR_OK);
    }
    assert_true(reply.len < 600);
    buf_done(&reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_error_map),
        cmocka_unit_test(test_long_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
