/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every instruction of the core specification 2.0 (section 5.4) and of the tail call proposal:
 * which immediates follow its opcode, and what preparation wants to know about it.
 */
#ifndef WASM_OPCODE_H
#define WASM_OPCODE_H

#include "wasm/read.h"

#define WASM_OPERANDS_MAX 2

enum wasm_operand {
    WASM_OPERAND_NONE,
    WASM_OPERAND_BLOCK_TYPE,
    WASM_OPERAND_LABEL,
    WASM_OPERAND_LABELS, /* of br_table */
    WASM_OPERAND_FUNC,
    WASM_OPERAND_TYPE,
    WASM_OPERAND_VALUE_TYPES, /* of select */
    WASM_OPERAND_REF_TYPE,
    WASM_OPERAND_LOCAL,
    WASM_OPERAND_GLOBAL,
    WASM_OPERAND_TABLE,
    WASM_OPERAND_MEMORY,
    WASM_OPERAND_MEMORY_ACCESS, /* alignment and offset */
    WASM_OPERAND_ELEMENT,
    WASM_OPERAND_DATA,
    WASM_OPERAND_I32,
    WASM_OPERAND_I64,
    WASM_OPERAND_4_BYTES,
    WASM_OPERAND_8_BYTES,
    WASM_OPERAND_16_BYTES,
    WASM_OPERAND_16_LANES, /* of i8x16.shuffle, each below 32 */
    WASM_OPERAND_LANE_OF_16,
    WASM_OPERAND_LANE_OF_8,
    WASM_OPERAND_LANE_OF_4,
    WASM_OPERAND_LANE_OF_2,
    WASM_OPERAND_COUNT
};

enum wasm_nesting {
    WASM_NESTING_SAME,
    WASM_NESTING_BLOCK,
    WASM_NESTING_IF,
    WASM_NESTING_ELSE,
    WASM_NESTING_END
};

/* Bits: facts about every module that holds the instruction. */
enum wasm_effect {
    WASM_EFFECT_BULK_MEMORY = 0x1,
    WASM_EFFECT_MUTATES_TABLE = 0x2,
    WASM_EFFECT_DROPS_SEGMENT = 0x4
};

struct wasm_opcode {
    bool known;
    uint8_t effects;                     /* enum wasm_effect */
    uint8_t nesting;                     /* enum wasm_nesting */
    uint8_t operands[WASM_OPERANDS_MAX]; /* enum wasm_operand */
};

/* Reads an opcode with its prefix; fails for what is not in the tables. */
tr_rc wasm_opcode_read(struct reader *in, const struct wasm_opcode **out,
                       struct tr_err *err) TR_MUST_USE;

#endif
