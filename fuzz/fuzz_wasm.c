/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preparation of arbitrary bytes. What is accepted must keep the promises of prepare.h: the
 * rewritten module reads again, has no start function and no bytes in active data segments, and its
 * offset map names bytes that are equal; prepared again, it is accepted or holds a name of ours.
 */
#include "wasm/binary.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_rewritten(const struct wasm_prepared *p)
{
    struct wasm_binary b;
    require(wasm_binary_read(buf_slice(&p->bytes), &b, NULL) == TR_OK);
    require(!b.has_start);
    require(b.n_exports == p->n_exports + p->n_globals + p->has_memory + p->has_start);
    for (uint32_t i = 0; i < b.n_data; i++)
        require(!b.data[i].active || b.data[i].bytes.len == 0);
    require(b.uses_bulk_memory == p->uses_bulk_memory);
    require(b.mutates_tables == p->mutates_tables);
    require(b.drops_segments == p->drops_segments);
    wasm_binary_done(&b);
}

static void check_map(const struct wasm_prepared *p, struct slice submitted)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < p->n_moved; i++) {
        const struct wasm_moved *m = &p->moved[i];
        require(m->len > 0 && m->new_offset >= end);
        end = m->new_offset + m->len;
        require(end <= p->bytes.len && m->old_offset + m->len <= submitted.len);
        require(memcmp(p->bytes.ptr + m->new_offset, submitted.ptr + m->old_offset, m->len) == 0);
        require(wasm_prepared_offset(p, end - 1) == m->old_offset + m->len - 1);
    }
}

static void check_again(const struct wasm_prepared *p)
{
    struct wasm_prepared again = {0};
    bool has_ours = p->n_globals || p->has_memory || p->has_start;
    require(wasm_prepare(buf_slice(&p->bytes), &again, NULL) ==
            (has_ours ? TR_E_UNSUPPORTED : TR_OK));
    wasm_prepared_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice submitted = slice_make(data, size);
    struct wasm_prepared p = {0};
    struct tr_err err = {0};
    tr_rc rc = wasm_prepare(submitted, &p, &err);
    if (rc != TR_OK) {
        require(rc == TR_E_INVALID || rc == TR_E_UNSUPPORTED || rc == TR_E_LIMIT);
        require(err.offset <= size || err.offset == TR_NO_OFFSET);
        return 0;
    }
    require(p.image.len <= p.memory_min_pages * WASM_PAGE_BYTES);
    require(p.image.len == 0 || p.image.ptr[p.image.len - 1] != 0);
    check_map(&p, submitted);
    check_rewritten(&p);
    check_again(&p);
    wasm_prepared_done(&p);
    return 0;
}
