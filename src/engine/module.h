/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: engine and module as their own files see them. */
#ifndef ENGINE_MODULE_H
#define ENGINE_MODULE_H

#include "engine/image.h"
#include "engine/slot.h"
#include "engine/watchdog.h"
#include "wasm/prepare.h"

#include <troupe_engine.h>

/* What the engine keeps for one kind of module; made when the first such module is loaded. */
struct flavour {
    wasm_engine_t *engine;
    wasmtime_linker_t *linker;
};

#define SEED_POOL_BYTES 1024

struct engine {
    struct engine_options options;
    struct slot_pool pool;
    struct watchdog watchdog;
    pthread_mutex_t lock;       /* of the making of flavours, and of the seeds */
    struct flavour flavours[2]; /* by enum module_kind */
    struct hash tables_hash;
    uint8_t seeds[SEED_POOL_BYTES]; /* random bytes not handed out yet: the last `n_seed_bytes` */
    size_t n_seed_bytes;
};

tr_rc engine_flavour(struct engine *engine, enum module_kind kind, const struct flavour **out,
                     struct tr_err *err) TR_MUST_USE;
void engine_progress(const struct engine *engine, const char *text);

/* A mutable global as the module exports it. */
struct module_global {
    uint32_t index;
    uint8_t type; /* enum wasm_type */
};

/* What is known of a module besides its code and its image. */
struct module_facts {
    struct hash hash; /* of the submitted bytes */
    bool has_start, actor_safe;
    struct buf exports; /* of each function: name NUL type NUL */
    struct module_global *globals;
    uint32_t n_globals;
    struct wasm_moved *moved;
    uint32_t n_moved;
};
void module_facts_done(struct module_facts *facts);

struct module {
    struct engine *engine;
    enum module_kind kind;
    _Atomic uint32_t n_refs;
    wasmtime_module_t *compiled;
    wasmtime_instance_pre_t *pre;
    struct module_facts facts;
    struct image *image;
};

/* Module from facts, code and content that are known to be good; takes facts and code over, also on
 * failure. */
tr_rc module_make(struct engine *engine, enum module_kind kind, struct module_facts *facts,
                  wasmtime_module_t *compiled, const struct image_content *content,
                  struct module **out, struct tr_err *err) TR_MUST_USE;
/* The offset in the submitted bytes, TR_NO_OFFSET when there is none. */
uint64_t module_offset(const struct module *module, uint64_t compiled_offset);

#endif
