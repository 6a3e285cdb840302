/* SPDX-License-Identifier: Apache-2.0 */
/* The initial content of the memory. */
#ifndef WASM_IMAGE_H
#define WASM_IMAGE_H

#include "wasm/binary.h"

/* What the active data segments, applied in order to zeroed memory, leave in it; trailing zeros are
 * left out. */
tr_rc wasm_image_make(const struct wasm_binary *b, struct buf *out, struct tr_err *err) TR_MUST_USE;

#endif
