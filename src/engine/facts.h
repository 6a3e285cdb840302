/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: the cache's record of a module: facts and image. */
#ifndef ENGINE_FACTS_H
#define ENGINE_FACTS_H

#include "base/checksum.h"
#include "engine/module.h"

#define FACTS_VERSION 5

void facts_write(const struct module *module, struct checksum code_sum, struct buf *out);

struct facts {
    struct module_facts module;
    struct checksum code_sum;
    struct hash image_hash;
    struct image_content content; /* bytes and hash are borrowed: from the record, from here */
    struct image_global *globals;
};
void facts_done(struct facts *facts);
tr_rc facts_read(struct slice record, struct facts *out, struct tr_err *err) TR_MUST_USE;

#endif
