/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of opcodes: one for the plain ones, one for each prefix in use (0xfc and 0xfd). An
 * entry that is not named is not known; ranges of instructions that look alike to a reader share
 * one row. Opcodes that proposals took are listed apart, only for the message.
 */
#include "wasm/opcode.h"

#define PLAIN         \
    {                 \
        .known = true \
    }
#define WITH(...)                                  \
    {                                              \
        .known = true, .operands = { __VA_ARGS__ } \
    }

#define EFFECT(bits, ...)                                             \
    {                                                                 \
        .known = true, .effects = (bits), .operands = { __VA_ARGS__ } \
    }

#define BLOCK_TYPE    WASM_OPERAND_BLOCK_TYPE
#define LABEL         WASM_OPERAND_LABEL
#define LABELS        WASM_OPERAND_LABELS
#define FUNC          WASM_OPERAND_FUNC
#define TYPE          WASM_OPERAND_TYPE
#define VALUE_TYPES   WASM_OPERAND_VALUE_TYPES
#define REF_TYPE      WASM_OPERAND_REF_TYPE
#define LOCAL         WASM_OPERAND_LOCAL
#define GLOBAL        WASM_OPERAND_GLOBAL
#define TABLE         WASM_OPERAND_TABLE
#define MEMORY        WASM_OPERAND_MEMORY
#define MEMORY_ACCESS WASM_OPERAND_MEMORY_ACCESS
#define ELEMENT       WASM_OPERAND_ELEMENT
#define DATA          WASM_OPERAND_DATA

#define BULK_MEMORY   WASM_EFFECT_BULK_MEMORY
#define MUTATES_TABLE WASM_EFFECT_MUTATES_TABLE
#define DROPS_SEGMENT WASM_EFFECT_DROPS_SEGMENT

static const struct wasm_opcode plain_opcodes[256] = {
    [0x00 ... 0x01] = PLAIN, /* unreachable, nop */
    [0x02 ... 0x03] = {.known = true,
                       .nesting = WASM_NESTING_BLOCK,
                       .operands = {BLOCK_TYPE}}, /* block, loop */
    [0x04] = {.known = true, .nesting = WASM_NESTING_IF, .operands = {BLOCK_TYPE}},
    [0x05] = {.known = true, .nesting = WASM_NESTING_ELSE},
    [0x0b] = {.known = true, .nesting = WASM_NESTING_END},
    [0x0c ... 0x0d] = WITH(LABEL), /* br, br_if */
    [0x0e] = WITH(LABELS),         /* br_table */
    [0x0f] = PLAIN,                /* return */
    [0x10] = WITH(FUNC),           /* call */
    [0x11] = WITH(TYPE, TABLE),    /* call_indirect */
    [0x12] = WITH(FUNC),           /* return_call */
    [0x13] = WITH(TYPE, TABLE),    /* return_call_indirect */
    [0x1a ... 0x1b] = PLAIN,       /* drop, select */
    [0x1c] = WITH(VALUE_TYPES),    /* select with types */
    [0x20 ... 0x22] = WITH(LOCAL), /* local.get, .set, .tee */
    [0x23 ... 0x24] = WITH(GLOBAL),
    [0x25] = WITH(TABLE),                  /* table.get */
    [0x26] = EFFECT(MUTATES_TABLE, TABLE), /* table.set */
    [0x28 ... 0x3e] = WITH(MEMORY_ACCESS), /* loads and stores */
    [0x3f ... 0x40] = WITH(MEMORY),        /* memory.size, .grow */
    [0x41] = WITH(WASM_OPERAND_I32),
    [0x42] = WITH(WASM_OPERAND_I64),
    [0x43] = WITH(WASM_OPERAND_4_BYTES),
    [0x44] = WITH(WASM_OPERAND_8_BYTES),
    [0x45 ... 0xc4] = PLAIN, /* numeric, from i32.eqz to i64.extend32_s */
    [0xd0] = WITH(REF_TYPE), /* ref.null */
    [0xd1] = PLAIN,          /* ref.is_null */
    [0xd2] = WITH(FUNC),     /* ref.func */
};

static const struct wasm_opcode misc_opcodes[] = {
    [0x00 ... 0x07] = PLAIN,                            /* saturating truncation */
    [0x08] = EFFECT(BULK_MEMORY, DATA, MEMORY),         /* memory.init */
    [0x09] = EFFECT(BULK_MEMORY | DROPS_SEGMENT, DATA), /* data.drop */
    [0x0a] = EFFECT(BULK_MEMORY, MEMORY, MEMORY),
    [0x0b] = EFFECT(BULK_MEMORY, MEMORY),
    [0x0c] = EFFECT(MUTATES_TABLE, ELEMENT, TABLE), /* table.init */
    [0x0d] = EFFECT(DROPS_SEGMENT, ELEMENT),        /* elem.drop */
    [0x0e] = EFFECT(MUTATES_TABLE, TABLE, TABLE),   /* table.copy */
    [0x0f] = EFFECT(MUTATES_TABLE, TABLE),          /* table.grow */
    [0x10] = WITH(TABLE),                           /* table.size */
    [0x11] = EFFECT(MUTATES_TABLE, TABLE),          /* table.fill */
};

static const struct wasm_opcode simd_opcodes[] = {
    [0x00 ... 0x0b] = WITH(MEMORY_ACCESS), /* v128.load to v128.store */
    [0x0c] = WITH(WASM_OPERAND_16_BYTES),  /* v128.const */
    [0x0d] = WITH(WASM_OPERAND_16_LANES),  /* i8x16.shuffle */
    [0x0e ... 0x14] = PLAIN,               /* swizzle, splats */
    [0x15 ... 0x17] = WITH(WASM_OPERAND_LANE_OF_16),
    [0x18 ... 0x1a] = WITH(WASM_OPERAND_LANE_OF_8),
    [0x1b ... 0x1c] = WITH(WASM_OPERAND_LANE_OF_4),
    [0x1d ... 0x1e] = WITH(WASM_OPERAND_LANE_OF_2),
    [0x1f ... 0x20] = WITH(WASM_OPERAND_LANE_OF_4),
    [0x21 ... 0x22] = WITH(WASM_OPERAND_LANE_OF_2),
    [0x23 ... 0x53] = PLAIN, /* comparisons, bitwise */
    [0x54] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_16),
    [0x55] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_8),
    [0x56] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_4),
    [0x57] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_2),
    [0x58] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_16),
    [0x59] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_8),
    [0x5a] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_4),
    [0x5b] = WITH(MEMORY_ACCESS, WASM_OPERAND_LANE_OF_2),
    [0x5c ... 0x5d] = WITH(MEMORY_ACCESS), /* v128.load32_zero, .load64_zero */
    /* Arithmetic; the numbers left out were never given away. */
    [0x5e ... 0x99] = PLAIN,
    [0x9b ... 0xa1] = PLAIN,
    [0xa3 ... 0xa4] = PLAIN,
    [0xa7 ... 0xae] = PLAIN,
    [0xb1] = PLAIN,
    [0xb5 ... 0xba] = PLAIN,
    [0xbc ... 0xc1] = PLAIN,
    [0xc3 ... 0xc4] = PLAIN,
    [0xc7 ... 0xce] = PLAIN,
    [0xd1] = PLAIN,
    [0xd5 ... 0xe1] = PLAIN,
    [0xe3 ... 0xed] = PLAIN,
    [0xef ... 0xff] = PLAIN,
};

static const struct wasm_proposal plain_proposals[] = {
    {0x06, 0x0a, "exception handling"},
    {0x14, 0x15, "typed function references"},
    {0x18, 0x19, "exception handling"},
    {0x1f, 0x1f, "exception handling"},
    {0xd3, 0xd3, "garbage collection"},
    {0xd4, 0xd6, "typed function references"},
    {0xe0, 0xe6, "stack switching"},
    {0xfb, 0xfb, "garbage collection"},
    {0xfe, 0xfe, "threads"},
};

static const struct wasm_proposal misc_proposals[] = {
    {0x12, 0x12, "memory control"},
    {0x13, 0x16, "wide arithmetic"},
};

static const struct wasm_proposal simd_proposals[] = {
    {0x100, 0x113, "relaxed SIMD"},
    {0x120, 0x14f, "half precision"},
};

static const struct {
    const struct wasm_opcode *opcodes;
    uint32_t n_opcodes;
    const struct wasm_proposal *proposals;
    size_t n_proposals;
    const char *what;
} prefixed[] = {
    {misc_opcodes, TR_ARRAY_LEN(misc_opcodes), misc_proposals, TR_ARRAY_LEN(misc_proposals),
     "opcode 0xfc"},
    {simd_opcodes, TR_ARRAY_LEN(simd_opcodes), simd_proposals, TR_ARRAY_LEN(simd_proposals),
     "opcode 0xfd"},
};

static tr_rc read_prefixed(struct reader *in, size_t start, unsigned prefix,
                           const struct wasm_opcode **out, struct tr_err *err)
{
    uint32_t code = reader_uleb32(in);
    TR_TRY(wasm_read_ok(in, "an opcode", err));
    if (code >= prefixed[prefix].n_opcodes || !prefixed[prefix].opcodes[code].known)
        return wasm_unknown_code(prefixed[prefix].proposals, prefixed[prefix].n_proposals, code,
                                 prefixed[prefix].what, start, err);
    *out = &prefixed[prefix].opcodes[code];
    return TR_OK;
}

/* What is not a known plain opcode; apart, so that the common way stays short. */
static tr_rc read_other(struct reader *in, uint8_t code, const struct wasm_opcode **out,
                        struct tr_err *err)
{
    size_t start = in->pos - 1;
    if (code == 0xfc || code == 0xfd)
        return read_prefixed(in, start, code - 0xfc, out, err);
    return wasm_unknown_code(plain_proposals, TR_ARRAY_LEN(plain_proposals), code, "opcode", start,
                             err);
}

tr_rc wasm_opcode_read(struct reader *in, const struct wasm_opcode **out, struct tr_err *err)
{
    uint8_t code = reader_u8(in);
    if (in->failed)
        return tr_fail_offset(err, TR_E_INVALID, in->pos, "a function body has no end");
    if (!plain_opcodes[code].known)
        return read_other(in, code, out, err);
    *out = &plain_opcodes[code];
    return TR_OK;
}
