/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preparation as a whole: read, check what is ours to check, make the image, write again. See
 * prepare.h for what comes out.
 */
#include "wasm/prepare.h"

#include "wasm/image.h"
#include "wasm/read.h"
#include "wasm/rewrite.h"

#include <stdlib.h>

static bool is_reserved(struct slice name)
{
    struct slice prefix = slice_str(PREPARED_GLOBAL_PREFIX);
    return slice_is(name, PREPARED_START) || slice_is(name, PREPARED_MEMORY) ||
           (name.len >= prefix.len && slice_eq(slice_make(name.ptr, prefix.len), prefix));
}

static tr_rc check_names_free(const struct wasm_binary *b, struct tr_err *err)
{
    for (uint32_t i = 0; i < b->n_exports; i++) {
        struct slice name = b->exports[i].name;
        char text[WASM_SHORT_NAME_SIZE];
        if (is_reserved(name))
            return tr_fail_offset(err, TR_E_UNSUPPORTED, (uint64_t)(name.ptr - b->bytes.ptr),
                                  "the module exports \"%s\", a name reserved for the host",
                                  wasm_short_name(name, text));
    }
    return TR_OK;
}

static tr_rc list_mutable_globals(const struct wasm_binary *b, struct wasm_prepared *out,
                                  struct tr_err *err)
{
    TR_TRY(wasm_alloc(b->n_globals, sizeof *out->globals, &out->globals, err));
    for (uint32_t i = 0; i < b->n_globals; i++) {
        if (b->globals[i].is_mutable)
            out->globals[out->n_globals++] =
                (struct wasm_global){.index = i, .type = b->globals[i].type};
    }
    return TR_OK;
}

static void take_facts(struct wasm_binary *b, struct wasm_prepared *out)
{
    out->imports = TR_TAKE(b->imports);
    out->n_imports = b->n_imports;
    out->exports = TR_TAKE(b->exports);
    out->n_exports = b->n_exports;
    out->has_memory = b->has_memory;
    out->memory_min_pages = b->memory.min;
    out->memory_max_pages = b->has_memory ? b->memory.max : UINT64_MAX;
    out->has_start = b->has_start;
    out->uses_bulk_memory = b->uses_bulk_memory;
    out->mutates_tables = b->mutates_tables;
    out->drops_segments = b->drops_segments;
}

tr_rc wasm_prepare(struct slice submitted, struct wasm_prepared *out, struct tr_err *err)
{
    struct wasm_binary b TR_CLEANUP(wasm_binary_done) = {0};
    struct wasm_prepared made TR_CLEANUP(wasm_prepared_done) = {0};
    TR_TRY(wasm_binary_read(submitted, &b, err));
    TR_TRY(check_names_free(&b, err));
    TR_TRY(wasm_image_make(&b, &made.image, err));
    TR_TRY(wasm_rewrite(&b, &made, err));
    TR_TRY(list_mutable_globals(&b, &made, err));
    take_facts(&b, &made);
    *out = made;
    made = (struct wasm_prepared){0};
    return TR_OK;
}

void wasm_prepared_done(struct wasm_prepared *p)
{
    buf_done(&p->bytes);
    buf_done(&p->image);
    free(p->imports);
    free(p->exports);
    free(p->globals);
    free(p->moved);
    *p = (struct wasm_prepared){0};
}

uint64_t wasm_prepared_offset(const struct wasm_prepared *p, uint64_t new_offset)
{
    uint32_t low = 0, high = p->n_moved;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct wasm_moved *m = &p->moved[middle];
        if (new_offset < m->new_offset)
            high = middle;
        else if (new_offset - m->new_offset >= m->len)
            low = middle + 1;
        else
            return m->old_offset + (new_offset - m->new_offset);
    }
    return TR_NO_OFFSET;
}

const struct wasm_export *wasm_prepared_export(const struct wasm_prepared *p, const char *name)
{
    for (uint32_t i = 0; i < p->n_exports; i++) {
        if (slice_is(p->exports[i].name, name))
            return &p->exports[i];
    }
    return NULL;
}
