/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: the cache's record of what is known of a module. */
#ifndef ENGINE_FACTS_H
#define ENGINE_FACTS_H

#include "engine/module.h"

void facts_write(const struct module_facts *facts, const struct hash *code_hash, struct buf *out);
tr_rc facts_read(struct slice record, struct module_facts *out, struct hash *out_code_hash,
                 struct tr_err *err) TR_MUST_USE;

#endif
