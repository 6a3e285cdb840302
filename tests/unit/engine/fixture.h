/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine's tests share: an engine in verification mode, modules from WebAssembly text, and
 * a small host table. */
#ifndef TEST_ENGINE_FIXTURE_H
#define TEST_ENGINE_FIXTURE_H

#include "base/limits.h"
#include "base/os.h"
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* module "test": nap(ms) sleeps, stop(reason) stops, add(a: i32, b: i64): i64, peek(ptr): i32 reads
 * a byte or gives -1 */
extern const struct host_table fixture_table;

struct engine *fixture_engine(const char *cache_dir, enum dirty_reader reader);
struct module *fixture_module(struct engine *engine, enum module_kind kind, const char *wat);
/* Opens with 64 MiB and a deadline of `ms` from now (0 = none). */
struct sandbox *fixture_open(struct module *module, uint64_t ms);
enum stop fixture_call(struct sandbox *sandbox, const char *name, uint64_t arg, uint64_t *result);
/* Runs `test` on a deep thread. */
void fixture_deep(void (*test)(void *arg), void *arg);
/* A small generator of numbers that do not matter (xorshift64). */
uint64_t fixture_next(uint64_t *state);

#endif
