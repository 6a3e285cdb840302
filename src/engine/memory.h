/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: how Wasmtime is given a slot as an instance's memory. */
#ifndef ENGINE_MEMORY_H
#define ENGINE_MEMORY_H

#include "engine/trap.h"

/* Its memories are those of the sandbox that memory_expect() named on the same thread. */
extern const wasmtime_memory_creator_t memory_creator;
struct sandbox;
void memory_expect(struct sandbox *sandbox);

#endif
