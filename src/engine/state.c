/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State: what a sandbox between two calls differs by from its image (docs/formats/state.md).
 *
 *   CBOR [version, module hash, image hash, memory bytes, [[index, type, bits] …], pages]
 *
 * `pages` is a byte string of page records, ascending:
 *
 *   u32 page, u16 n_runs, n_runs times { u16 offset, u16 length - 1, `length` bytes }
 *
 * in little-endian; the bytes are the page XOR the image's page (zeros past the image), runs of
 * differing bytes with gaps of less than 8 equal ones bridged. A page equal to the image has no
 * record, so a dirty page that came back to its old content costs nothing. Equal states are equal
 * bytes. `state_compress` wraps a record for keeping (zstd); restore takes either.
 *
 * A record comes from disk or from a peer: page numbers, runs and sizes are checked, nothing
 * outside the slot is ever written, and a record for another module or image is refused.
 */
#include "base/cbor.h"
#include "base/limits.h"
#include "engine/sandbox.h"

#include <stdlib.h>
#include <zstd.h>

#define STATE_VERSION   1
#define STATE_FIELDS    6
#define STATE_BYTES_MAX (5 * GIB)
#define GAP_BRIDGED     8
#define ZSTD_LEVEL      1

struct capture {
    const struct slot *slot;
    struct buf *out; /* page records */
};

static void put_u16(struct buf *out, size_t value)
{
    (void)buf_append(out, (uint8_t[]){(uint8_t)value, (uint8_t)(value >> 8)}, 2);
}

static void put_u32(struct buf *out, uint32_t value)
{
    put_u16(out, value & 0xffff);
    put_u16(out, value >> 16);
}

/* End of the run of differing bytes that starts at `at`. */
static size_t run_end(const uint8_t *xored, size_t at)
{
    size_t end = at + 1, equal = 0;
    for (size_t i = at + 1; i < HOST_PAGE_BYTES && equal < GAP_BRIDGED; i++) {
        equal = xored[i] ? 0 : equal + 1;
        if (xored[i])
            end = i + 1;
    }
    return end;
}

static void put_page(struct capture *c, uint32_t page)
{
    uint8_t xored[HOST_PAGE_BYTES];
    const uint8_t *mine = c->slot->base + ((size_t)page << HOST_PAGE_SHIFT);
    const uint8_t *fresh = image_page(c->slot->image, page);
    if (memcmp(mine, fresh, HOST_PAGE_BYTES) == 0)
        return;
    for (size_t i = 0; i < HOST_PAGE_BYTES; i++)
        xored[i] = mine[i] ^ fresh[i];
    put_u32(c->out, page);
    size_t count_at = c->out->len, n_runs = 0;
    put_u16(c->out, 0);
    for (size_t i = 0; i < HOST_PAGE_BYTES;) {
        if (xored[i] == 0) {
            i++;
            continue;
        }
        size_t end = run_end(xored, i);
        put_u16(c->out, i);
        put_u16(c->out, end - i - 1);
        (void)buf_append(c->out, xored + i, end - i);
        n_runs++;
        i = end;
    }
    if (c->out->failed)
        return;
    c->out->ptr[count_at] = (uint8_t)n_runs;
    c->out->ptr[count_at + 1] = (uint8_t)(n_runs >> 8);
}

static void put_run(void *ctx, struct dirty_run run)
{
    for (uint32_t i = 0; i < run.n_pages; i++)
        put_page(ctx, run.first_page + i);
}

static tr_rc put_globals(struct sandbox *sandbox, struct buf *out, struct tr_err *err)
{
    uint32_t n = sandbox->module->facts.n_globals;
    cbor_put_array(out, n);
    for (uint32_t i = 0; i < n; i++) {
        struct image_global g;
        TR_TRY(sandbox_global(sandbox, i, &g, err));
        cbor_put_array(out, 3);
        cbor_put_uint(out, g.index);
        cbor_put_uint(out, g.type);
        cbor_put_uint(out, g.bits);
    }
    return TR_OK;
}

tr_rc sandbox_capture(struct sandbox *sandbox, struct buf *out, struct tr_err *err)
{
    const struct module *module = sandbox->module;
    struct buf pages TR_CLEANUP(buf_done) = BUF_INIT(STATE_BYTES_MAX);
    struct capture capture = {.slot = sandbox->slot, .out = &pages};
    size_t size = sandbox_memory_bytes(sandbox);
    if (!module->facts.actor_safe)
        return tr_fail(
            err, TR_E_UNSUPPORTED,
            "the module changes its tables or drops segments, which a state cannot hold");
    if (sandbox->stop != STOP_NONE || sandbox->start_pending)
        return tr_fail(err, TR_E_USAGE, "a sandbox that was stopped or never ran has no state");
    if (!dirty_each(&sandbox->slot->pool->dirty, sandbox->slot->base, size, put_run, &capture))
        return tr_fail(err, TR_E_IO, "the kernel does not say which pages are dirty");
    cbor_put_array(out, STATE_FIELDS);
    cbor_put_uint(out, STATE_VERSION);
    cbor_put_bytes(out, slice_make(module->facts.hash.bytes, HASH_SIZE));
    cbor_put_bytes(out, slice_make(module->image->hash.bytes, HASH_SIZE));
    cbor_put_uint(out, size);
    TR_TRY(put_globals(sandbox, out, err));
    cbor_put_bytes(out, buf_slice(&pages));
    if (pages.failed || out->failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a state");
    return TR_OK;
}

/* A record's head, and what is left to apply. */
struct state {
    uint64_t size_bytes;
    struct slice globals, pages;
};

static bool next_hash(struct cbor_reader *r, const struct hash *expected)
{
    struct cbor_item item;
    return cbor_next(r, &item) && item.type == CBOR_BYTES && item.data.len == HASH_SIZE &&
           memcmp(item.data.ptr, expected->bytes, HASH_SIZE) == 0;
}

static tr_rc state_parse(const struct module *module, struct slice record, struct state *out,
                         struct tr_err *err)
{
    struct cbor_reader r = cbor_reader_of(record);
    struct cbor_item item;
    if (!cbor_next(&r, &item) || item.type != CBOR_ARRAY || item.uint != STATE_FIELDS ||
        !cbor_next(&r, &item) || item.type != CBOR_UINT || item.uint != STATE_VERSION)
        return tr_fail_offset(err, TR_E_CORRUPT, r.in.pos, "not a state record of version %d",
                              STATE_VERSION);
    if (!next_hash(&r, &module->facts.hash) || !next_hash(&r, &module->image->hash))
        return tr_fail(err, TR_E_INVALID, "the state belongs to another module or image");
    if (!cbor_next(&r, &item) || item.type != CBOR_UINT || item.uint % WASM_PAGE_BYTES != 0 ||
        item.uint < module->image->initial_bytes || item.uint > 4 * GIB)
        return tr_fail_offset(err, TR_E_CORRUPT, r.in.pos, "a state of impossible size");
    out->size_bytes = item.uint;
    out->globals = cbor_skip(&r);
    if (!cbor_next(&r, &item) || item.type != CBOR_BYTES || !reader_at_end(&r.in))
        return tr_fail_offset(err, TR_E_CORRUPT, r.in.pos, "a malformed state record");
    out->pages = item.data;
    return TR_OK;
}

static bool globals_restore(struct sandbox *sandbox, struct slice globals)
{
    struct cbor_reader r = cbor_reader_of(globals);
    struct cbor_item item, f[3];
    const struct module_facts *facts = &sandbox->module->facts;
    if (!cbor_next(&r, &item) || item.type != CBOR_ARRAY || item.uint != facts->n_globals)
        return false;
    for (uint32_t i = 0; i < facts->n_globals; i++) {
        if (!cbor_next(&r, &item) || item.type != CBOR_ARRAY || item.uint != 3)
            return false;
        for (int k = 0; k < 3; k++)
            if (!cbor_next(&r, &f[k]) || f[k].type != CBOR_UINT)
                return false;
        if (f[0].uint != facts->globals[i].index || f[1].uint != facts->globals[i].type)
            return false;
        struct image_global g = {facts->globals[i].index, facts->globals[i].type, f[2].uint};
        sandbox_set_global(sandbox, &g);
    }
    return true;
}

static void page_restore(struct sandbox *sandbox, struct reader *r, uint32_t page)
{
    uint8_t *mine = sandbox->slot->base + ((size_t)page << HOST_PAGE_SHIFT);
    uint16_t n_runs = reader_u16le(r);
    for (uint16_t i = 0; i < n_runs && !r->failed; i++) {
        size_t offset = reader_u16le(r), len = (size_t)reader_u16le(r) + 1;
        if (offset + len > HOST_PAGE_BYTES) {
            reader_fail(r);
            return;
        }
        struct slice bytes = reader_bytes(r, len);
        for (size_t k = 0; k < bytes.len; k++)
            mine[offset + k] ^= bytes.ptr[k];
    }
}

static bool pages_restore(struct sandbox *sandbox, struct slice pages, size_t *fail_offset)
{
    struct reader r = reader_of(pages);
    uint64_t n_pages = sandbox_memory_bytes(sandbox) >> HOST_PAGE_SHIFT, next = 0;
    while (!r.failed && reader_left(&r) > 0) {
        uint32_t page = reader_u32le(&r);
        if (page < next || page >= n_pages)
            reader_fail(&r);
        else
            page_restore(sandbox, &r, page);
        next = (uint64_t)page + 1;
    }
    *fail_offset = r.fail_offset;
    return !r.failed;
}

static tr_rc restore_record(struct module *module, const struct sandbox_options *options,
                            struct slice record, struct sandbox **out, struct tr_err *err)
{
    struct state state = {0};
    struct sandbox *sandbox;
    size_t fail_offset = 0;
    TR_TRY(state_parse(module, record, &state, err));
    TR_TRY(sandbox_open_sized(module, options, state.size_bytes, &sandbox, err));
    sandbox->start_pending = false;
    if (!globals_restore(sandbox, state.globals) ||
        !pages_restore(sandbox, state.pages, &fail_offset)) {
        sandbox_close(sandbox);
        return tr_fail_offset(err, TR_E_CORRUPT, fail_offset, "a malformed state record");
    }
    *out = sandbox;
    return TR_OK;
}

tr_rc sandbox_restore(struct module *module, const struct sandbox_options *options,
                      struct slice state, struct sandbox **out, struct tr_err *err)
{
    unsigned long long size = ZSTD_getFrameContentSize(state.ptr, state.len);
    if (size == ZSTD_CONTENTSIZE_ERROR)
        return restore_record(module, options, state, out, err);
    /* A record is at most a little larger than the memory it describes. */
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size > 2 * options->memory_bytes + MIB)
        return tr_fail(err, TR_E_CORRUPT, "a compressed state of impossible size");
    struct buf record TR_CLEANUP(buf_done) = BUF_INIT((size_t)size);
    uint8_t *to = buf_extend(&record, (size_t)size);
    if (!to)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a state");
    size_t n = ZSTD_decompress(to, (size_t)size, state.ptr, state.len);
    if (ZSTD_isError(n) || n != size)
        return tr_fail(err, TR_E_CORRUPT, "a compressed state that cannot be read");
    return restore_record(module, options, buf_slice(&record), out, err);
}

tr_rc state_compress(struct slice record, struct buf *out, struct tr_err *err)
{
    uint8_t *to = buf_extend(out, ZSTD_compressBound(record.len));
    if (!to)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a compressed state");
    size_t room = ZSTD_compressBound(record.len);
    size_t n = ZSTD_compress(to, room, record.ptr, record.len, ZSTD_LEVEL);
    if (ZSTD_isError(n))
        return tr_fail(err, TR_E_INTERNAL, "compression failed: %s", ZSTD_getErrorName(n));
    out->len -= room - n;
    return TR_OK;
}
