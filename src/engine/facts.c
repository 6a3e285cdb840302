/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facts record: a CBOR array in a fixed order. It is read back only when its checksum fits and
 * is still treated as hostile: a wrong count or size is TR_E_CORRUPT, which the cache takes as a
 * miss.
 *
 *   [version, module hash, code checksum (2 numbers), image hash, flags, exports, [[index, type] …]
 * globals,
 *    [[new, old, len] …] moved, image: initial bytes, start, bytes, [[index, type, bits] …]
 * globals]
 */
#include "engine/facts.h"

#include "base/cbor.h"
#include "base/limits.h"

#include <stdlib.h>

#define FACTS_FIELDS 13

enum { FLAG_START = 1, FLAG_ACTOR_SAFE = 2 };

static void put_hash(struct buf *out, const struct hash *hash)
{
    cbor_put_bytes(out, slice_make(hash->bytes, HASH_SIZE));
}

static void put_image(struct buf *out, const struct image_content *content)
{
    cbor_put_uint(out, content->initial_bytes);
    cbor_put_uint(out, content->start);
    cbor_put_bytes(out, content->bytes);
    cbor_put_array(out, content->n_globals);
    for (uint32_t i = 0; i < content->n_globals; i++) {
        cbor_put_array(out, 3);
        cbor_put_uint(out, content->globals[i].index);
        cbor_put_uint(out, content->globals[i].type);
        cbor_put_uint(out, content->globals[i].bits);
    }
}

void facts_write(const struct module *module, struct checksum code_sum, struct buf *out)
{
    const struct module_facts *facts = &module->facts;
    const struct image_content content = image_content(module->image);
    cbor_put_array(out, FACTS_FIELDS);
    cbor_put_uint(out, FACTS_VERSION);
    put_hash(out, &facts->hash);
    cbor_put_uint(out, code_sum.low);
    cbor_put_uint(out, code_sum.high);
    put_hash(out, content.hash);
    cbor_put_uint(out, (facts->has_start ? FLAG_START : 0u) |
                           (facts->actor_safe ? FLAG_ACTOR_SAFE : 0u));
    cbor_put_bytes(out, buf_slice(&facts->exports));
    cbor_put_array(out, facts->n_globals);
    for (uint32_t i = 0; i < facts->n_globals; i++) {
        cbor_put_array(out, 2);
        cbor_put_uint(out, facts->globals[i].index);
        cbor_put_uint(out, facts->globals[i].type);
    }
    cbor_put_array(out, facts->n_moved);
    for (uint32_t i = 0; i < facts->n_moved; i++) {
        cbor_put_array(out, 3);
        cbor_put_uint(out, facts->moved[i].new_offset);
        cbor_put_uint(out, facts->moved[i].old_offset);
        cbor_put_uint(out, facts->moved[i].len);
    }
    put_image(out, &content);
}

static bool get(struct cbor_reader *r, enum cbor_type type, struct cbor_item *item)
{
    if (!cbor_next(r, item) || item->type != type)
        reader_fail(&r->in);
    return !r->in.failed;
}

static uint64_t get_uint(struct cbor_reader *r, uint64_t max)
{
    struct cbor_item item;
    if (!get(r, CBOR_UINT, &item))
        return 0;
    if (item.uint > max)
        reader_fail(&r->in);
    return item.uint;
}

static void get_hash(struct cbor_reader *r, struct hash *out)
{
    struct cbor_item item;
    if (get(r, CBOR_BYTES, &item) && item.data.len == HASH_SIZE)
        memcpy(out->bytes, item.data.ptr, HASH_SIZE);
    else
        reader_fail(&r->in);
}

static void get_bytes(struct cbor_reader *r, struct buf *out)
{
    struct cbor_item item;
    if (!get(r, CBOR_BYTES, &item))
        return;
    buf_init(out, item.data.len, NULL);
    if (!buf_append_slice(out, item.data))
        reader_fail(&r->in);
}

/* Opens an array and allocates `*n` zeroed rows of `size` bytes; the caller frees. */
static void *get_rows(struct cbor_reader *r, size_t size, uint32_t *n)
{
    struct cbor_item item;
    if (!get(r, CBOR_ARRAY, &item) || item.uint > WASM_MODULE_BYTES_MAX) {
        reader_fail(&r->in);
        return NULL;
    }
    void *rows = calloc(item.uint ? (size_t)item.uint : 1, size);
    if (!rows)
        reader_fail(&r->in);
    else
        *n = (uint32_t)item.uint;
    return rows;
}

static void get_row(struct cbor_reader *r, uint64_t *fields, uint64_t n_fields)
{
    struct cbor_item item;
    if (!get(r, CBOR_ARRAY, &item) || item.uint != n_fields)
        reader_fail(&r->in);
    for (uint64_t i = 0; i < n_fields; i++)
        fields[i] = get_uint(r, UINT64_MAX);
}

static void get_tables(struct cbor_reader *r, struct module_facts *facts)
{
    uint64_t f[3];
    facts->globals = get_rows(r, sizeof *facts->globals, &facts->n_globals);
    for (uint32_t i = 0; i < facts->n_globals && !r->in.failed; i++) {
        get_row(r, f, 2);
        facts->globals[i] = (struct module_global){(uint32_t)f[0], (uint8_t)f[1]};
    }
    if (r->in.failed)
        return;
    facts->moved = get_rows(r, sizeof *facts->moved, &facts->n_moved);
    for (uint32_t i = 0; i < facts->n_moved && !r->in.failed; i++) {
        get_row(r, f, 3);
        facts->moved[i] = (struct wasm_moved){f[0], f[1], f[2]};
    }
}

static void get_image(struct cbor_reader *r, struct facts *facts)
{
    struct image_content *content = &facts->content;
    struct cbor_item item;
    uint64_t f[3];
    content->initial_bytes = get_uint(r, 4 * GIB);
    content->start = get_uint(r, content->initial_bytes);
    if (!get(r, CBOR_BYTES, &item))
        return;
    content->bytes = item.data;
    if (content->bytes.len > content->initial_bytes - content->start ||
        content->initial_bytes % WASM_PAGE_BYTES != 0)
        reader_fail(&r->in);
    facts->globals = get_rows(r, sizeof *facts->globals, &content->n_globals);
    for (uint32_t i = 0; i < content->n_globals && !r->in.failed; i++) {
        get_row(r, f, 3);
        facts->globals[i] = (struct image_global){(uint32_t)f[0], (uint8_t)f[1], f[2]};
    }
}

static bool strings_whole(const struct buf *exports)
{
    size_t n_zeros = 0;
    for (size_t i = 0; i < exports->len; i++)
        n_zeros += exports->ptr[i] == 0;
    return exports->len == 0 || (exports->ptr[exports->len - 1] == 0 && n_zeros % 2 == 0);
}

void facts_done(struct facts *facts)
{
    module_facts_done(&facts->module);
    free(facts->globals);
    facts->globals = NULL;
}

static void get_facts(struct cbor_reader *r, struct facts *facts)
{
    get_hash(r, &facts->module.hash);
    facts->code_sum.low = get_uint(r, UINT64_MAX);
    facts->code_sum.high = get_uint(r, UINT64_MAX);
    get_hash(r, &facts->image_hash);
    uint64_t flags = get_uint(r, FLAG_START | FLAG_ACTOR_SAFE);
    facts->module.has_start = flags & FLAG_START;
    facts->module.actor_safe = flags & FLAG_ACTOR_SAFE;
    get_bytes(r, &facts->module.exports);
    if (!r->in.failed)
        get_tables(r, &facts->module);
    if (!r->in.failed)
        get_image(r, facts);
}

tr_rc facts_read(struct slice record, struct facts *out, struct tr_err *err)
{
    struct cbor_reader r = cbor_reader_of(record);
    struct cbor_item item;
    *out = (struct facts){0};
    if (!get(&r, CBOR_ARRAY, &item) || item.uint != FACTS_FIELDS ||
        get_uint(&r, UINT64_MAX) != FACTS_VERSION)
        return tr_fail(err, TR_E_CORRUPT, "facts of another version");
    get_facts(&r, out);
    if (!reader_at_end(&r.in) || !strings_whole(&out->module.exports)) {
        facts_done(out);
        return tr_fail_offset(err, TR_E_CORRUPT, r.in.fail_offset, "malformed facts");
    }
    out->content.globals = out->globals;
    out->content.hash = &out->image_hash;
    return TR_OK;
}
