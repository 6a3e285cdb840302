/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evaluation of constant expressions (core specification 2.0, section 3.3.10, and the "extended
 * constant expressions" proposal): constants, references, earlier immutable globals, and addition,
 * subtraction and multiplication of integers.
 *
 * The expression is run on a small operand stack while it is read. Arithmetic is on uint64_t and
 * cut to the type's width, which is exactly WebAssembly's wrapping arithmetic.
 */
#include "wasm/constant.h"

#include "wasm/caps.h"
#include "wasm/read.h"

#include <inttypes.h>

enum {
    OP_END = 0x0b,
    OP_GLOBAL_GET = 0x23,
    OP_I32_CONST = 0x41,
    OP_I64_CONST = 0x42,
    OP_F32_CONST = 0x43,
    OP_F64_CONST = 0x44,
    OP_I32_ADD = 0x6a,
    OP_I32_MUL = 0x6c,
    OP_I64_ADD = 0x7c,
    OP_I64_MUL = 0x7e,
    OP_REF_NULL = 0xd0,
    OP_REF_FUNC = 0xd2,
    OP_SIMD = 0xfd,
    OP_SIMD_CONST = 0x0c
};

struct evaluation {
    struct wasm_binary *binary;
    struct reader *in;
    struct wasm_constant stack[WASM_CONSTANT_STACK_MAX];
    uint32_t depth;
    bool fold; /* the value has to stand in the engine's place of the expression */
};

static tr_rc push(struct evaluation *e, enum wasm_type type, uint64_t low, uint64_t high,
                  struct tr_err *err)
{
    if (e->depth == WASM_CONSTANT_STACK_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, e->in->pos,
                              "a constant expression holds more than %d operands",
                              WASM_CONSTANT_STACK_MAX);
    e->stack[e->depth++] = (struct wasm_constant){.type = type, .bits = {low, high}};
    return TR_OK;
}

static tr_rc push_global(struct evaluation *e, struct tr_err *err)
{
    size_t start = e->in->pos;
    uint32_t index;
    TR_TRY(wasm_read_index(e->in, e->binary->n_globals, "global", &index, err));
    const struct wasm_global_def *global = &e->binary->globals[index];
    if (global->is_mutable)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "a constant expression reads the mutable global %" PRIu32, index);
    e->fold = true;
    return push(e, global->type, global->value.bits[0], global->value.bits[1], err);
}

static tr_rc push_simd(struct evaluation *e, size_t start, struct tr_err *err)
{
    if (reader_uleb32(e->in) != OP_SIMD_CONST && !e->in->failed)
        return tr_fail_offset(err, TR_E_INVALID, start, "a constant expression is required");
    uint64_t low = reader_u64le(e->in);
    return push(e, WASM_TYPE_V128, low, reader_u64le(e->in), err);
}

static tr_rc push_reference(struct evaluation *e, uint8_t opcode, struct tr_err *err)
{
    if (opcode == OP_REF_NULL) {
        enum wasm_type type;
        TR_TRY(wasm_read_ref_type(e->in, &type, err));
        return push(e, type, WASM_NULL_REF, 0, err);
    }
    uint32_t func;
    TR_TRY(wasm_read_index(e->in, e->binary->n_funcs, "function", &func, err));
    return push(e, WASM_TYPE_FUNCREF, func, 0, err);
}

static tr_rc apply(struct evaluation *e, uint8_t opcode, size_t start, struct tr_err *err)
{
    bool wide = opcode >= OP_I64_ADD;
    enum wasm_type type = wide ? WASM_TYPE_I64 : WASM_TYPE_I32;
    if (e->depth < 2 || e->stack[e->depth - 1].type != type || e->stack[e->depth - 2].type != type)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "a constant expression lacks operands of the right type");
    uint64_t b = e->stack[--e->depth].bits[0];
    uint64_t *a = &e->stack[e->depth - 1].bits[0];
    switch (opcode - (wide ? OP_I64_ADD : OP_I32_ADD)) {
    case 0:
        *a += b;
        break;
    case 1:
        *a -= b;
        break;
    default:
        *a *= b;
        break;
    }
    if (!wide)
        *a &= UINT32_MAX;
    e->fold = true;
    return TR_OK;
}

static tr_rc step(struct evaluation *e, uint8_t opcode, size_t start, struct tr_err *err)
{
    struct reader *in = e->in;
    switch (opcode) {
    case OP_GLOBAL_GET:
        return push_global(e, err);
    case OP_I32_CONST:
        return push(e, WASM_TYPE_I32, (uint32_t)reader_sleb32(in), 0, err);
    case OP_I64_CONST:
        return push(e, WASM_TYPE_I64, (uint64_t)reader_sleb64(in), 0, err);
    case OP_F32_CONST:
        return push(e, WASM_TYPE_F32, reader_u32le(in), 0, err);
    case OP_F64_CONST:
        return push(e, WASM_TYPE_F64, reader_u64le(in), 0, err);
    case OP_REF_NULL:
    case OP_REF_FUNC:
        return push_reference(e, opcode, err);
    case OP_SIMD:
        return push_simd(e, start, err);
    default:
        if ((opcode >= OP_I32_ADD && opcode <= OP_I32_MUL) ||
            (opcode >= OP_I64_ADD && opcode <= OP_I64_MUL))
            return apply(e, opcode, start, err);
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "opcode 0x%02x is not allowed in a constant expression", opcode);
    }
}

void wasm_put_uleb(struct buf *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        (void)buf_append_byte(out, (uint8_t)(value | 0x80));
    (void)buf_append_byte(out, (uint8_t)value);
}

void wasm_put_sleb(struct buf *out, int64_t value)
{
    for (; value < -0x40 || value >= 0x40; value >>= 7)
        (void)buf_append_byte(out, (uint8_t)((value & 0x7f) | 0x80));
    (void)buf_append_byte(out, (uint8_t)(value & 0x7f));
}

static void put_raw(struct buf *out, uint64_t bits, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++)
        (void)buf_append_byte(out, (uint8_t)(bits >> (8 * i)));
}

static void put_reference(struct buf *out, const struct wasm_constant *c)
{
    (void)buf_append_byte(out, c->bits[0] == WASM_NULL_REF ? OP_REF_NULL : OP_REF_FUNC);
    if (c->bits[0] == WASM_NULL_REF)
        (void)buf_append_byte(out, (uint8_t)c->type);
    else
        wasm_put_uleb(out, c->bits[0]);
}

static void put_constant(struct buf *out, const struct wasm_constant *c)
{
    switch (c->type) {
    case WASM_TYPE_I32:
        (void)buf_append_byte(out, OP_I32_CONST);
        wasm_put_sleb(out, (int32_t)c->bits[0]);
        break;
    case WASM_TYPE_I64:
        (void)buf_append_byte(out, OP_I64_CONST);
        wasm_put_sleb(out, (int64_t)c->bits[0]);
        break;
    case WASM_TYPE_F32:
        (void)buf_append_byte(out, OP_F32_CONST);
        put_raw(out, c->bits[0], 4);
        break;
    case WASM_TYPE_F64:
        (void)buf_append_byte(out, OP_F64_CONST);
        put_raw(out, c->bits[0], 8);
        break;
    case WASM_TYPE_V128:
        (void)buf_append(out, (const uint8_t[]){OP_SIMD, OP_SIMD_CONST}, 2);
        put_raw(out, c->bits[0], 8);
        put_raw(out, c->bits[1], 8);
        break;
    case WASM_TYPE_FUNCREF:
    case WASM_TYPE_EXTERNREF:
        put_reference(out, c);
        break;
    }
    (void)buf_append_byte(out, OP_END);
}

static tr_rc fold(struct wasm_binary *b, size_t start, size_t end, const struct wasm_constant *c,
                  struct tr_err *err)
{
    struct buf text TR_CLEANUP(buf_done) = BUF_INIT(32);
    put_constant(&text, c);
    if (text.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a constant");
    return wasm_binary_edit(b, start, end, buf_slice(&text), err);
}

tr_rc wasm_constant_read(struct wasm_binary *b, struct reader *in, enum wasm_type type,
                         struct wasm_constant *out, struct tr_err *err)
{
    struct evaluation e;
    e.binary = b;
    e.in = in;
    e.depth = 0;
    e.fold = false;
    size_t start = in->pos;
    for (;;) {
        size_t at = in->pos;
        uint8_t opcode = reader_u8(in);
        if (!in->failed && opcode == OP_END)
            break;
        if (!in->failed)
            TR_TRY(step(&e, opcode, at, err));
        TR_TRY(wasm_read_ok(in, "a constant expression", err));
    }
    if (e.depth != 1 || e.stack[0].type != type)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "a constant expression does not give one value of type 0x%02x", type);
    if (e.fold)
        TR_TRY(fold(b, start, in->pos, &e.stack[0], err));
    *out = e.stack[0];
    return TR_OK;
}
