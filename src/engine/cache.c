/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module cache: two files an entry in a private directory (0700, ours, no link followed).
 *
 *   <key>.code    what Wasmtime serialized: native code, trusted once loaded
 *   <key>.facts   CBOR record (facts.c), then the checksum of that record
 *
 * key = SHA-256 over the cache's version, the kind, the engine's fingerprint (version, settings,
 * target, CPU features), the host tables and the module's own hash, so nothing that was made under
 * other rules is ever found. The facts hold the checksum of the code file; code is written first,
 * facts last, each under a temporary name, so a reader sees a whole entry or none. The code is
 * loaded through the descriptor that was checked, never by name again.
 *
 * Whoever can write this directory is the user himself, who could as well replace the program; the
 * checks are against accidents, other users and links.
 */
#include "engine/cache.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/os.h"
#include "engine/evict.h"
#include "engine/facts.h"
#include "engine/trap.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY_NAME_BYTES (HASH_HEX_SIZE + 8)
#define CODE_BYTES_MAX   (1 * GIB)

struct entry {
    int dir_fd;
    char code_name[ENTRY_NAME_BYTES], facts_name[ENTRY_NAME_BYTES];
};

static void entry_close(struct entry *entry)
{
    os_close(&entry->dir_fd);
}

static tr_rc entry_open(struct engine *engine, enum module_kind kind, const struct hash *hash,
                        struct entry *entry, struct tr_err *err)
{
    const struct flavour *flavour;
    if (!engine->options.cache_dir)
        return TR_E_NOT_FOUND;
    TR_TRY(engine_flavour(engine, kind, &flavour, err));
    uint64_t fingerprint = troupe_engine_fingerprint(flavour->engine);
    char head[96], hex[HASH_HEX_SIZE];
    int len = snprintf(head, sizeof head, "troupe cache %d kind %d engine %016llx", FACTS_VERSION,
                       (int)kind, (unsigned long long)fingerprint);
    struct hash key =
        hash_of_parts((struct slice[]){slice_make(head, (size_t)len),
                                       slice_make(engine->tables_hash.bytes, HASH_SIZE),
                                       slice_make(hash->bytes, HASH_SIZE)},
                      3);
    hash_hex(&key, hex);
    (void)snprintf(entry->code_name, sizeof entry->code_name, "%s.code", hex);
    (void)snprintf(entry->facts_name, sizeof entry->facts_name, "%s.facts", hex);
    return os_open_private_dir(engine->options.cache_dir, &entry->dir_fd, err);
}

struct mapped {
    int fd;
    void *bytes;
    size_t len;
};

static void mapped_done(struct mapped *m)
{
    if (m->bytes)
        munmap(m->bytes, m->len);
    os_close(&m->fd);
}

static tr_rc mapped_open(const struct entry *entry, const char *name, struct mapped *m,
                         struct tr_err *err)
{
    uint64_t size;
    TR_TRY(os_open_private_file(entry->dir_fd, name, &m->fd, &size, err));
    if (size == 0 || size > CODE_BYTES_MAX)
        return tr_fail(err, TR_E_CORRUPT, "a cache file of impossible size");
    void *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, m->fd, 0);
    if (bytes == MAP_FAILED)
        return tr_fail(err, TR_E_IO, "a cache file cannot be mapped");
    m->bytes = bytes;
    m->len = (size_t)size;
    (void)!futimens(m->fd, NULL); /* used now; see evict.c */
    return TR_OK;
}

#define SUM_BYTES 16

static void sum_bytes(struct checksum sum, uint8_t out[SUM_BYTES])
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(sum.low >> (8 * i));
        out[8 + i] = (uint8_t)(sum.high >> (8 * i));
    }
}

/* The record in front of its own checksum. */
static tr_rc checked_facts(const struct mapped *file, struct slice *out, struct tr_err *err)
{
    uint8_t sum[SUM_BYTES];
    if (file->len <= SUM_BYTES)
        return tr_fail(err, TR_E_CORRUPT, "a cache file that is too short");
    *out = slice_make(file->bytes, file->len - SUM_BYTES);
    sum_bytes(checksum_of(*out), sum);
    if (memcmp(sum, out->ptr + out->len, SUM_BYTES) != 0)
        return tr_fail(err, TR_E_CORRUPT, "a cache file that does not match its checksum");
    return TR_OK;
}

static tr_rc load_code(struct engine *engine, enum module_kind kind, const struct entry *entry,
                       struct checksum expected, wasmtime_module_t **out, struct tr_err *err)
{
    struct mapped code TR_CLEANUP(mapped_done) = {.fd = -1};
    const struct flavour *flavour;
    TR_TRY(engine_flavour(engine, kind, &flavour, err));
    TR_TRY(mapped_open(entry, entry->code_name, &code, err));
    if (!checksum_eq(checksum_of(slice_make(code.bytes, code.len)), expected))
        return tr_fail(err, TR_E_CORRUPT, "cached code that does not match its checksum");
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", code.fd);
    wasmtime_error_t *error = wasmtime_module_deserialize_file(flavour->engine, path, out);
    return error ? fail_engine(err, TR_E_CORRUPT, "cached code", error) : TR_OK;
}

static tr_rc entry_load(struct engine *engine, enum module_kind kind, const struct hash *hash,
                        struct module **out, struct tr_err *err)
{
    struct entry entry TR_CLEANUP(entry_close) = {.dir_fd = -1};
    struct mapped file TR_CLEANUP(mapped_done) = {.fd = -1};
    struct facts facts TR_CLEANUP(facts_done) = {0};
    struct slice text;
    wasmtime_module_t *compiled;
    TR_TRY(entry_open(engine, kind, hash, &entry, err));
    TR_TRY(mapped_open(&entry, entry.facts_name, &file, err));
    TR_TRY(checked_facts(&file, &text, err));
    TR_TRY(facts_read(text, &facts, err));
    if (!hash_eq(&facts.module.hash, hash))
        return tr_fail(err, TR_E_CORRUPT, "cached facts of another module");
    TR_TRY(load_code(engine, kind, &entry, facts.code_sum, &compiled, err));
    return module_make(engine, kind, &facts.module, compiled, &facts.content, out, err);
}

tr_rc cache_load(struct engine *engine, enum module_kind kind, const struct hash *hash,
                 struct module **out)
{
    struct tr_err err = {0};
    tr_rc rc = entry_load(engine, kind, hash, out, &err);
    if (rc != TR_OK && rc != TR_E_NOT_FOUND)
        log_debug("cache: entry not used: %s", err.message);
    return rc;
}

static tr_rc entry_store(const struct module *module, struct tr_err *err)
{
    struct entry entry TR_CLEANUP(entry_close) = {.dir_fd = -1};
    struct buf facts TR_CLEANUP(buf_done) = BUF_INIT(CODE_BYTES_MAX);
    TR_TRY(entry_open(module->engine, module->kind, &module->facts.hash, &entry, err));
    wasm_byte_vec_t code = {0};
    wasmtime_error_t *error = wasmtime_module_serialize(module->compiled, &code);
    if (error)
        return fail_engine(err, TR_E_INTERNAL, "code cannot be serialized", error);
    struct slice code_slice = slice_make(code.data, code.size);
    struct checksum code_sum = checksum_of(code_slice);
    tr_rc rc = os_write_private_file(entry.dir_fd, entry.code_name, &code_slice, 1, err);
    wasm_byte_vec_delete(&code);
    if (rc != TR_OK)
        return rc;
    uint8_t sum[SUM_BYTES];
    facts_write(module, code_sum, &facts);
    sum_bytes(checksum_of(buf_slice(&facts)), sum);
    if (facts.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a cache entry");
    struct slice parts[] = {buf_slice(&facts), slice_make(sum, SUM_BYTES)};
    TR_TRY(os_write_private_file(entry.dir_fd, entry.facts_name, parts, 2, err));
    evict_oldest(entry.dir_fd, module->engine->options.cache_bytes
                                   ? module->engine->options.cache_bytes
                                   : CACHE_BYTES_MAX);
    return TR_OK;
}

void cache_store(const struct module *module)
{
    struct tr_err err = {0};
    tr_rc rc = entry_store(module, &err);
    if (rc != TR_OK && rc != TR_E_NOT_FOUND)
        log_debug("cache: entry not kept: %s", err.message);
}
