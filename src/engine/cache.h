/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: compiled modules and images on disk. */
#ifndef ENGINE_CACHE_H
#define ENGINE_CACHE_H

#include "engine/module.h"

/* TR_OK only when everything about the entry is as it was written; any doubt is a miss. */
tr_rc cache_load(struct engine *engine, enum module_kind kind, const struct hash *hash,
                 struct module **out) TR_MUST_USE;
/* Keeps a module for next time; a cache that cannot be written is no error of the run. */
void cache_store(const struct module *module);

#endif
