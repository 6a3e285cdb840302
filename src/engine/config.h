/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: the two Wasmtime configurations. */
#ifndef ENGINE_CONFIG_H
#define ENGINE_CONFIG_H

#include "engine/engine.h"
#include "engine/trap.h"

/* A Wasmtime engine for one kind of module, its memories made by `creator`. */
tr_rc config_engine_new(enum module_kind kind, const wasmtime_memory_creator_t *creator,
                        wasm_engine_t **out, struct tr_err *err) TR_MUST_USE;

#endif
