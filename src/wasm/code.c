/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Function bodies (core specification 2.0, sections 5.4 and 5.5.13). Checked here: the grammar,
 * that blocks nest and end with the body, and that every index names something that exists. Types
 * of operands are the engine's affair.
 *
 * Nesting costs one bit for each open block: whether an `else` may still follow. The memory of a
 * module is index 0; any other index asks for the multi-memory proposal.
 */
#include "wasm/section.h"

#include "wasm/caps.h"
#include "wasm/opcode.h"

#include <inttypes.h>

#define BLOCK_TYPE_EMPTY      0x40
#define ALIGNMENT_MEMORY_FLAG 0x40 /* a memory index follows: multi-memory */
#define ALIGNMENT_END         32
#define SHUFFLE_LANES         32
#define MULTI_MEMORY          "the multi-memory proposal is not supported"

struct body {
    struct wasm_binary *binary;
    struct reader in;
    uint32_t n_locals; /* parameters included */
    uint8_t effects;   /* of all bodies so far: enum wasm_effect */
    uint32_t depth;    /* open blocks, the body itself included */
    uint8_t else_allowed[WASM_NESTING_MAX / 8];
};

typedef tr_rc operand_reader(struct body *body, struct tr_err *err);

static tr_rc skip_index(struct body *body, uint32_t bound, const char *what, struct tr_err *err)
{
    uint32_t index;
    return wasm_read_index(&body->in, bound, what, &index, err);
}

static tr_rc skip_bytes(struct body *body, size_t len, struct tr_err *err)
{
    (void)reader_bytes(&body->in, len);
    return wasm_read_ok(&body->in, "a constant", err);
}

static tr_rc skip_lane(struct body *body, uint8_t n_lanes, struct tr_err *err)
{
    size_t start = body->in.pos;
    uint8_t lane = reader_u8(&body->in);
    TR_TRY(wasm_read_ok(&body->in, "a lane index", err));
    if (lane >= n_lanes)
        return tr_fail_offset(err, TR_E_INVALID, start, "lane %u of %u", lane, n_lanes);
    return TR_OK;
}

static tr_rc read_block_type(struct body *body, struct tr_err *err)
{
    struct reader probe = body->in;
    enum wasm_type type;
    uint8_t first = reader_u8(&probe);
    TR_TRY(wasm_read_ok(&probe, "a block type", err));
    if (first == BLOCK_TYPE_EMPTY) {
        body->in = probe;
        return TR_OK;
    }
    /* One byte with bit 6 set is a negative number: a value type. All others are type indices. */
    if ((first & 0xc0) == 0x40)
        return wasm_read_value_type(&body->in, &type, err);
    size_t start = body->in.pos;
    int64_t index = reader_sleb33(&body->in);
    TR_TRY(wasm_read_ok(&body->in, "a block type", err));
    if (index < 0 || index >= body->binary->n_types)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "unknown type %" PRId64 ", there are %" PRIu32, index,
                              body->binary->n_types);
    return TR_OK;
}

static tr_rc read_label(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->depth, "label", err);
}

static tr_rc read_labels(struct body *body, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(&body->in, 1, UINT32_MAX, "labels", &count, err));
    for (uint32_t i = 0; i < count; i++)
        TR_TRY(read_label(body, err));
    return read_label(body, err);
}

static tr_rc read_func(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->binary->n_funcs, "function", err);
}

static tr_rc read_type(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->binary->n_types, "type", err);
}

static tr_rc read_value_types(struct body *body, struct tr_err *err)
{
    uint32_t count;
    enum wasm_type type;
    TR_TRY(wasm_read_count(&body->in, 1, WASM_RESULTS_MAX, "types of a select", &count, err));
    for (uint32_t i = 0; i < count; i++)
        TR_TRY(wasm_read_value_type(&body->in, &type, err));
    return TR_OK;
}

static tr_rc read_ref_type(struct body *body, struct tr_err *err)
{
    enum wasm_type type;
    return wasm_read_ref_type(&body->in, &type, err);
}

static tr_rc read_local(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->n_locals, "local", err);
}

static tr_rc read_global(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->binary->n_globals, "global", err);
}

static tr_rc read_table(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->binary->n_tables, "table", err);
}

static tr_rc read_memory(struct body *body, struct tr_err *err)
{
    size_t start = body->in.pos;
    uint8_t index = reader_u8(&body->in);
    TR_TRY(wasm_read_ok(&body->in, "a memory index", err));
    if (index != 0)
        return tr_fail_offset(err, TR_E_UNSUPPORTED, start, MULTI_MEMORY);
    if (!body->binary->has_memory)
        return tr_fail_offset(err, TR_E_INVALID, start, "the module has no memory");
    return TR_OK;
}

static tr_rc read_memory_access(struct body *body, struct tr_err *err)
{
    size_t start = body->in.pos;
    uint32_t alignment = reader_uleb32(&body->in);
    if (!body->in.failed && alignment >= ALIGNMENT_END) {
        if ((alignment & ~ALIGNMENT_MEMORY_FLAG) < ALIGNMENT_END)
            return tr_fail_offset(err, TR_E_UNSUPPORTED, start, MULTI_MEMORY);
        return tr_fail_offset(err, TR_E_INVALID, start, "malformed alignment %" PRIu32, alignment);
    }
    (void)reader_uleb32(&body->in);
    TR_TRY(wasm_read_ok(&body->in, "the address of a memory access", err));
    if (!body->binary->has_memory)
        return tr_fail_offset(err, TR_E_INVALID, start, "the module has no memory");
    return TR_OK;
}

static tr_rc read_element(struct body *body, struct tr_err *err)
{
    return skip_index(body, body->binary->n_elements, "element segment", err);
}

/* The data section comes later: the data count section tells how many there will be. */
static tr_rc read_data(struct body *body, struct tr_err *err)
{
    if (!body->binary->has_data_count)
        return tr_fail_offset(err, TR_E_INVALID, body->in.pos,
                              "a body names a data segment, so a data count section is required");
    return skip_index(body, body->binary->data_count, "data segment", err);
}

static tr_rc read_i32(struct body *body, struct tr_err *err)
{
    (void)reader_sleb32(&body->in);
    return wasm_read_ok(&body->in, "a constant", err);
}

static tr_rc read_i64(struct body *body, struct tr_err *err)
{
    (void)reader_sleb64(&body->in);
    return wasm_read_ok(&body->in, "a constant", err);
}

static tr_rc read_4_bytes(struct body *body, struct tr_err *err)
{
    return skip_bytes(body, 4, err);
}

static tr_rc read_8_bytes(struct body *body, struct tr_err *err)
{
    return skip_bytes(body, 8, err);
}

static tr_rc read_16_bytes(struct body *body, struct tr_err *err)
{
    return skip_bytes(body, 16, err);
}

static tr_rc read_16_lanes(struct body *body, struct tr_err *err)
{
    for (unsigned i = 0; i < 16; i++)
        TR_TRY(skip_lane(body, SHUFFLE_LANES, err));
    return TR_OK;
}

static tr_rc read_lane_of_16(struct body *body, struct tr_err *err)
{
    return skip_lane(body, 16, err);
}

static tr_rc read_lane_of_8(struct body *body, struct tr_err *err)
{
    return skip_lane(body, 8, err);
}

static tr_rc read_lane_of_4(struct body *body, struct tr_err *err)
{
    return skip_lane(body, 4, err);
}

static tr_rc read_lane_of_2(struct body *body, struct tr_err *err)
{
    return skip_lane(body, 2, err);
}

static operand_reader *const operand_readers[WASM_OPERAND_COUNT] = {
    [WASM_OPERAND_BLOCK_TYPE] = read_block_type,
    [WASM_OPERAND_LABEL] = read_label,
    [WASM_OPERAND_LABELS] = read_labels,
    [WASM_OPERAND_FUNC] = read_func,
    [WASM_OPERAND_TYPE] = read_type,
    [WASM_OPERAND_VALUE_TYPES] = read_value_types,
    [WASM_OPERAND_REF_TYPE] = read_ref_type,
    [WASM_OPERAND_LOCAL] = read_local,
    [WASM_OPERAND_GLOBAL] = read_global,
    [WASM_OPERAND_TABLE] = read_table,
    [WASM_OPERAND_MEMORY] = read_memory,
    [WASM_OPERAND_MEMORY_ACCESS] = read_memory_access,
    [WASM_OPERAND_ELEMENT] = read_element,
    [WASM_OPERAND_DATA] = read_data,
    [WASM_OPERAND_I32] = read_i32,
    [WASM_OPERAND_I64] = read_i64,
    [WASM_OPERAND_4_BYTES] = read_4_bytes,
    [WASM_OPERAND_8_BYTES] = read_8_bytes,
    [WASM_OPERAND_16_BYTES] = read_16_bytes,
    [WASM_OPERAND_16_LANES] = read_16_lanes,
    [WASM_OPERAND_LANE_OF_16] = read_lane_of_16,
    [WASM_OPERAND_LANE_OF_8] = read_lane_of_8,
    [WASM_OPERAND_LANE_OF_4] = read_lane_of_4,
    [WASM_OPERAND_LANE_OF_2] = read_lane_of_2,
};

static tr_rc open_block(struct body *body, bool else_allowed, size_t start, struct tr_err *err)
{
    if (body->depth == WASM_NESTING_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, start, "blocks are nested more than %d deep",
                              WASM_NESTING_MAX);
    uint8_t *byte = &body->else_allowed[body->depth / 8];
    uint8_t bit = (uint8_t)(1u << (body->depth % 8));
    *byte = (uint8_t)(else_allowed ? *byte | bit : *byte & ~bit);
    body->depth++;
    return TR_OK;
}

static tr_rc nest(struct body *body, uint8_t nesting, size_t start, struct tr_err *err)
{
    if (nesting == WASM_NESTING_BLOCK || nesting == WASM_NESTING_IF)
        return open_block(body, nesting == WASM_NESTING_IF, start, err);
    uint32_t top = --body->depth;
    if (nesting == WASM_NESTING_END)
        return TR_OK;
    if (!(body->else_allowed[top / 8] >> (top % 8) & 1))
        return tr_fail_offset(err, TR_E_INVALID, start, "`else` without `if`");
    return open_block(body, false, start, err);
}

static tr_rc read_instruction(struct body *body, struct tr_err *err)
{
    const struct wasm_opcode *opcode;
    size_t start = body->in.pos;
    TR_TRY(wasm_opcode_read(&body->in, &opcode, err));
    for (unsigned i = 0; i < WASM_OPERANDS_MAX && opcode->operands[i]; i++)
        TR_TRY(operand_readers[opcode->operands[i]](body, err));
    body->effects |= opcode->effects;
    return opcode->nesting ? nest(body, opcode->nesting, start, err) : TR_OK;
}

static tr_rc read_locals(struct body *body, struct tr_err *err)
{
    uint32_t n_groups, total = 0;
    TR_TRY(wasm_read_count(&body->in, 2, WASM_LOCALS_MAX, "groups of locals", &n_groups, err));
    for (uint32_t i = 0; i < n_groups; i++) {
        size_t start = body->in.pos;
        uint32_t count = reader_uleb32(&body->in);
        enum wasm_type type;
        TR_TRY(wasm_read_ok(&body->in, "a number of locals", err));
        if (count > WASM_LOCALS_MAX - total)
            return tr_fail_offset(err, TR_E_LIMIT, start, "a function has more than %d locals",
                                  WASM_LOCALS_MAX);
        total += count;
        TR_TRY(wasm_read_value_type(&body->in, &type, err));
    }
    body->n_locals += total;
    return TR_OK;
}

static tr_rc read_body(struct body *body, uint32_t func, struct tr_err *err)
{
    const struct wasm_func_type *type = &body->binary->types[body->binary->funcs[func]];
    body->n_locals = (uint32_t)type->params.len;
    body->depth = 0;
    TR_TRY(read_locals(body, err));
    TR_TRY(open_block(body, false, body->in.pos, err));
    while (body->depth > 0)
        TR_TRY(read_instruction(body, err));
    if (reader_left(&body->in) > 0)
        return tr_fail_offset(err, TR_E_INVALID, body->in.pos,
                              "a function body goes on behind its end");
    return TR_OK;
}

tr_rc wasm_read_code(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    size_t start = in->pos;
    struct body body;
    body.binary = b;
    body.effects = 0;
    TR_TRY(wasm_read_count(in, 1, WASM_FUNCTIONS_MAX, "function bodies", &b->n_bodies, err));
    if (b->n_bodies != b->n_funcs - b->n_imports)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "%" PRIu32 " function bodies for %" PRIu32 " functions", b->n_bodies,
                              b->n_funcs - b->n_imports);
    for (uint32_t func = b->n_imports; func < b->n_funcs; func++) {
        size_t at = in->pos;
        uint32_t size = reader_uleb32(in);
        TR_TRY(wasm_read_ok(in, "the size of a function body", err));
        if (size > WASM_BODY_BYTES_MAX && size <= reader_left(in))
            return tr_fail_offset(err, TR_E_LIMIT, at,
                                  "a function body has %" PRIu32 " bytes, the limit is %llu", size,
                                  (unsigned long long)WASM_BODY_BYTES_MAX);
        TR_TRY(wasm_read_part(in, size, "a function body", &body.in, err));
        TR_TRY(read_body(&body, func, err));
    }
    b->uses_bulk_memory = body.effects & WASM_EFFECT_BULK_MEMORY;
    b->mutates_tables |= (body.effects & WASM_EFFECT_MUTATES_TABLE) != 0;
    b->drops_segments = body.effects & WASM_EFFECT_DROPS_SEGMENT;
    return TR_OK;
}
