/* SPDX-License-Identifier: Apache-2.0 */
/* The rewritten module and the map of its offsets. */
#ifndef WASM_REWRITE_H
#define WASM_REWRITE_H

#include "wasm/binary.h"

/* Sets out->bytes, out->moved and out->n_moved. On failure they may hold parts, which
 * wasm_prepared_done() frees. */
tr_rc wasm_rewrite(const struct wasm_binary *b, struct wasm_prepared *out,
                   struct tr_err *err) TR_MUST_USE;

#endif
