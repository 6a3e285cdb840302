/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: host tables as a Wasmtime linker. */
#ifndef ENGINE_LINK_H
#define ENGINE_LINK_H

#include "engine/engine.h"
#include "engine/trap.h"
#include "wasm/prepare.h"

/* Defines every function of the tables; the tables outlive the linker. */
tr_rc link_tables(wasm_engine_t *engine, const struct host_table *const *tables, unsigned n_tables,
                  wasmtime_linker_t **out, struct tr_err *err) TR_MUST_USE;
/* Whether the tables offer every import of a prepared module; names each that is missing. */
tr_rc link_check(const struct wasm_prepared *prepared, const struct host_table *const *tables,
                 unsigned n_tables, struct tr_err *err) TR_MUST_USE;
/* What the tables offer, as a hash: part of the cache's key. */
struct hash link_hash(const struct host_table *const *tables, unsigned n_tables);

#endif
