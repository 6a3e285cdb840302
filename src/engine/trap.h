/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: from Wasmtime's traps and errors to ours. */
#ifndef ENGINE_TRAP_H
#define ENGINE_TRAP_H

#include "base/err.h"
#include "engine/stop.h"

#include <troupe_engine.h>

enum stop stop_of_trap(wasmtime_trap_code_t code);
/* Frees `error` and returns a failure with its text, cut to what fits. */
tr_rc fail_engine(struct tr_err *err, tr_rc code, const char *what, wasmtime_error_t *error);
/* Copies the text of `error` or `trap` (either may be NULL), line breaks as spaces. */
void engine_text(const wasmtime_error_t *error, const wasm_trap_t *trap, char *out, size_t size);

#endif
