/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: from a prepared module to native code. */
#ifndef ENGINE_COMPILE_H
#define ENGINE_COMPILE_H

#include "engine/module.h"

/* TR_E_INVALID with the offset in the submitted bytes; TR_E_LIMIT when a foreign module takes
 * longer than COMPILE_NS_MAX. */
tr_rc compile_module(struct engine *engine, enum module_kind kind,
                     const struct wasm_prepared *prepared, wasmtime_module_t **out,
                     struct tr_err *err) TR_MUST_USE;

#endif
