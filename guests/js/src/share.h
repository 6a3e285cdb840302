/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which objects an encoded value holds, and which of them more than once.
 *
 * share_visit is asked before an object is encoded. It enters the object with the offset of its
 * encoding; met again, the object's entry is marked and the place noted where a reference must
 * stand. share_weave then rewrites the output, only when there is a reference at all: tag 28 before
 * each marked object, and tag 29 with the number of that tag, in order of position. Offsets in both
 * lists ascend, which share_moved keeps.
 *
 * The table holds a reference to each object, because getters and toJSON may give temporaries whose
 * address would otherwise be used again.
 */
#ifndef JS_SHARE_H
#define JS_SHARE_H

#include "base/buf.h"
#include "quickjs.h"

struct share {
    JSContext *ctx;
    struct share_object *objects;
    uint32_t n_objects, objects_cap;
    uint32_t *table; /* open addressing: index into objects + 1; 0 is empty */
    uint32_t table_size;
    struct share_reference *references;
    uint32_t n_references, references_cap;
};

enum share_visit { SHARE_FIRST, SHARE_AGAIN, SHARE_FAILED };

/* SHARE_AGAIN: the reference has been noted, nothing is to be written. SHARE_FAILED: an exception
 * is pending. */
enum share_visit share_visit(struct share *s, JSValueConst object, size_t offset);
/* What was encoded after the first `n_objects` and `n_references` moved down by `bytes`. */
void share_moved(struct share *s, uint32_t n_objects, uint32_t n_references, uint32_t bytes);
/* Puts tags and references into out, from `start` on. */
bool share_weave(struct share *s, struct buf *out, size_t start);
void share_done(struct share *s);

#endif
