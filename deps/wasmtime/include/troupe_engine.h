/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that the engine archive adds to Wasmtime's C API; src/lib.rs documents each one. */
#ifndef TROUPE_ENGINE_H
#define TROUPE_ENGINE_H

#include <stddef.h>
#include <stdint.h>
#include <wasm.h>
#include <wasmtime.h>

void troupe_config_finish(wasm_config_t *config, size_t max_frames);
wasmtime_error_t *troupe_engine_new(wasm_config_t *config, wasm_engine_t **out);
uint64_t troupe_engine_fingerprint(const wasm_engine_t *engine);
void troupe_thread_init(void);

#endif
