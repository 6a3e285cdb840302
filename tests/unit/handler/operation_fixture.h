/* SPDX-License-Identifier: Apache-2.0 */
/* Runs operations by name with arguments given as JSON-like pieces of CBOR. */
#ifndef TESTS_HANDLER_OPERATION_FIXTURE_H
#define TESTS_HANDLER_OPERATION_FIXTURE_H

#include "handler/handler.h"

#include "../guest/fake_host.h"
#include "base/cbor.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct op {
    struct fake *fake;
    struct handler_context context;
    struct buf args, reply;
    enum stop stop;
};

static inline void op_open(struct op *op)
{
    op->fake = fake_new();
    op->fake->call = (struct host_call){.sandbox = &op->fake->sandbox, .guest = &op->fake->guest};
    op->context = (struct handler_context){
        .guest = &op->fake->guest, .host = &op->fake->call, .program_dir_fd = -1};
    buf_init(&op->args, MIB, NULL);
    buf_init(&op->reply, 32 * MIB, NULL);
}

static inline void op_close(struct op *op)
{
    assert_int_equal(fake_free(op->fake), 0);
    buf_done(&op->args);
    buf_done(&op->reply);
}

static inline void op_map(struct op *op, unsigned n_pairs)
{
    buf_clear(&op->args);
    cbor_put_map(&op->args, n_pairs);
}

static inline void op_text(struct op *op, const char *key, const char *value)
{
    cbor_put_str(&op->args, key);
    cbor_put_str(&op->args, value);
}

static inline void op_bytes(struct op *op, const char *key, const char *value)
{
    cbor_put_str(&op->args, key);
    cbor_put_bytes(&op->args, slice_str(value));
}

static inline void op_bool(struct op *op, const char *key, bool value)
{
    cbor_put_str(&op->args, key);
    cbor_put_bool(&op->args, value);
}

/* Runs it; the reply is one valid value, unless the guest is stopped. */
static inline bool op_run(struct op *op, const char *name)
{
    const struct operation *operation = handler_find(slice_str(name));
    assert_non_null(operation);
    buf_clear(&op->reply);
    op->stop = STOP_NONE;
    bool ok = operation->run(&op->context, buf_slice(&op->args), &op->reply, &op->stop);
    if (op->stop == STOP_NONE) {
        assert_false(op->reply.failed);
        assert_int_equal(cbor_check(buf_slice(&op->reply), CBOR_ORDER_ANY, NULL), TR_OK);
    }
    return ok;
}

static inline bool op_run_path(struct op *op, const char *name, const char *path)
{
    op_map(op, 1);
    op_text(op, "path", path);
    return op_run(op, name);
}

static inline void op_expect_text(const struct op *op, const char *key, const char *value)
{
    struct slice text;
    assert_true(cbor_map_get_text(buf_slice(&op->reply), key, &text));
    if (!slice_is(text, value))
        print_error("%s: %.*s\n", key, (int)text.len, (const char *)text.ptr);
    assert_true(slice_is(text, value));
}

static inline void op_expect_bytes(const struct op *op, const char *bytes)
{
    struct cbor_reader in = cbor_reader_of(buf_slice(&op->reply));
    struct cbor_item item;
    assert_true(cbor_next(&in, &item));
    assert_int_equal(item.type, CBOR_BYTES);
    assert_true(slice_is(item.data, bytes));
}

#endif
