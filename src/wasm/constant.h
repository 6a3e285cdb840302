/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constant expressions: the values of globals, offsets of segments, items of element segments.
 * Since nothing but functions can be imported, each has a value before instantiation.
 */
#ifndef WASM_CONSTANT_H
#define WASM_CONSTANT_H

#include "base/reader.h"
#include "wasm/prepare.h"

/* The value of a reference that is null; else a reference is the function's index. */
#define WASM_NULL_REF UINT64_MAX

struct wasm_binary;

struct wasm_constant {
    enum wasm_type type;
    uint64_t bits[2]; /* little-endian; the second for v128 only */
};

/* Reads an expression with its `end` and evaluates it. When it is more than one instruction, or
 * reads a global, an edit replaces it by its value, so that the engine needs no extension. */
tr_rc wasm_constant_read(struct wasm_binary *b, struct reader *in, enum wasm_type type,
                         struct wasm_constant *out, struct tr_err *err) TR_MUST_USE;

/* LEB128, shortest form. */
void wasm_put_uleb(struct buf *out, uint64_t value);
void wasm_put_sleb(struct buf *out, int64_t value);

#endif
