/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the engine's tests. Assertions run on deep threads too; cmocka's jumps must stay on
 * their own thread there, so fixture_deep is called from the test's thread and the body only
 * returns or aborts the program with a message.
 */
#include "fixture.h"

#include "support/signals.h"

#include <stdlib.h>

static enum stop host_nap(struct host_call *call)
{
    return host_sleep_until(call, os_monotonic_ns() + call->args[0] * MS_NS);
}

static enum stop host_stop(struct host_call *call)
{
    return (enum stop)call->args[0];
}

static enum stop host_add(struct host_call *call)
{
    call->result = call->args[0] + call->args[1];
    return STOP_NONE;
}

static enum stop host_peek(struct host_call *call)
{
    const uint8_t *at = host_memory(call, (uint32_t)call->args[0], 1);
    call->result = at ? *at : (uint64_t)-1;
    return STOP_NONE;
}

static const struct host_func funcs[] = {
    {"test", "nap", "i:", host_nap},
    {"test", "stop", "i:", host_stop},
    {"test", "add", "iI:I", host_add},
    {"test", "peek", "i:i", host_peek},
};

const struct host_table fixture_table = {funcs, TR_ARRAY_LEN(funcs)};

struct engine *fixture_engine(const char *cache_dir, enum dirty_reader reader)
{
    static const struct host_table *const tables[] = {&fixture_table};
    struct engine_options options = {.cache_dir = cache_dir,
                                     .tables = tables,
                                     .n_tables = 1,
                                     .dirty_reader = reader,
                                     .verify = true};
    struct engine *engine = NULL;
    struct tr_err err = {0};
    if (engine_new(&options, &engine, &err) != TR_OK)
        fail_msg("engine_new: %s", err.message);
    signals_take_back();
    return engine;
}

struct module *fixture_module(struct engine *engine, enum module_kind kind, const char *wat)
{
    struct buf bytes = BUF_INIT(16 * MIB);
    struct module *module = NULL;
    struct tr_err err = {0};
    if (module_from_text(slice_str(wat), &bytes, &err) != TR_OK ||
        module_load(engine, kind, buf_slice(&bytes), NULL, &module, &err) != TR_OK)
        fail_msg("module: %s", err.message);
    buf_done(&bytes);
    signals_keep();
    signals_take_back();
    return module;
}

struct sandbox *fixture_open(struct module *module, uint64_t ms)
{
    static int guest; /* any address: the tables do not look at it */
    struct sandbox_options options = {.memory_bytes = 64 * MIB,
                                      .deadline_ns = ms ? os_monotonic_ns() + ms * MS_NS : 0,
                                      .guest = &guest};
    struct sandbox *sandbox = NULL;
    struct tr_err err = {0};
    if (sandbox_open(module, &options, &sandbox, &err) != TR_OK) {
        (void)fprintf(stderr, "sandbox_open: %s\n", err.message);
        abort();
    }
    return sandbox;
}

enum stop fixture_call(struct sandbox *sandbox, const char *name, uint64_t arg, uint64_t *result)
{
    return sandbox_call(sandbox, name, &arg, 1, result);
}

void fixture_deep(void (*test)(void *arg), void *arg)
{
    struct tr_err err = {0};
    if (engine_thread_run(test, arg, &err) != TR_OK)
        fail_msg("engine_thread_run: %s", err.message);
}

uint64_t fixture_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
