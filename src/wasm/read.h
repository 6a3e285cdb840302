/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small parts that all sections are made of, each checked, each failing with its offset.
 * Readers run over the whole submission with `in.len` at the end of the section, so that `pos` is
 * always the offset to report.
 */
#ifndef WASM_READ_H
#define WASM_READ_H

#include "wasm/binary.h"

/* Codes that the core specification leaves to a proposal which we do not run. */
struct wasm_proposal {
    uint32_t first, last;
    const char *name;
};

/* TR_OK, or TR_E_INVALID with the place where the last reads failed. */
tr_rc wasm_read_ok(const struct reader *in, const char *what, struct tr_err *err) TR_MUST_USE;
/* A reader over the `len` bytes that follow; moves `in` behind them. */
tr_rc wasm_read_part(struct reader *in, size_t len, const char *what, struct reader *out,
                     struct tr_err *err) TR_MUST_USE;
/* The number of items of a vector, each at least `item_bytes` long. */
tr_rc wasm_read_count(struct reader *in, size_t item_bytes, uint32_t cap, const char *what,
                      uint32_t *out, struct tr_err *err) TR_MUST_USE;
/* An index below `bound`. */
tr_rc wasm_read_index(struct reader *in, uint32_t bound, const char *what, uint32_t *out,
                      struct tr_err *err) TR_MUST_USE;
tr_rc wasm_read_name(struct reader *in, const char *what, struct slice *out,
                     struct tr_err *err) TR_MUST_USE;
tr_rc wasm_read_value_type(struct reader *in, enum wasm_type *out, struct tr_err *err) TR_MUST_USE;
tr_rc wasm_read_ref_type(struct reader *in, enum wasm_type *out, struct tr_err *err) TR_MUST_USE;
tr_rc wasm_read_limits(struct reader *in, const char *what, struct wasm_limits *out,
                       struct tr_err *err) TR_MUST_USE;

/* Fails with TR_E_UNSUPPORTED naming the proposal that `code` belongs to, else TR_E_INVALID. */
tr_rc wasm_unknown_code(const struct wasm_proposal *proposals, size_t n_proposals, uint32_t code,
                        const char *what, uint64_t offset, struct tr_err *err) TR_MUST_USE;
/* At most 60 bytes of `name`, printable, for a message. */
#define WASM_SHORT_NAME_SIZE 64
const char *wasm_short_name(struct slice name, char out[WASM_SHORT_NAME_SIZE]);
/* calloc that fails with TR_E_NO_MEMORY; a count of 0 gives a pointer that can be freed. */
tr_rc wasm_alloc(uint32_t count, size_t size, void *out_pointer, struct tr_err *err) TR_MUST_USE;

#endif
