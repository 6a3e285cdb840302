/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preparation: from the bytes of a core module (WebAssembly core specification 2.0, section 5) to a
 * module that can be instantiated over memory restored by us.
 *
 *  - Constant expressions are evaluated; the initial memory image is computed from the active data
 *    segments, which become empty, so instantiation never writes over a restored memory.
 *  - The start function is taken out and exported as PREPARED_START; the engine calls it.
 *  - Every mutable global is exported as PREPARED_GLOBAL_PREFIX + its index; the memory as
 *    PREPARED_MEMORY. A module that already uses such a name is refused.
 *  - Offsets in the rewritten bytes can be mapped back to the submitted ones.
 *
 * Input is hostile: every count and length is capped, every failure is TR_E_INVALID (malformed),
 * TR_E_UNSUPPORTED (a proposal or shape we do not run) or TR_E_LIMIT, with the byte offset in the
 * submitted bytes. The engine still validates function bodies; this reader decodes every opcode so
 * that the facts below are exact.
 */
#ifndef WASM_PREPARE_H
#define WASM_PREPARE_H

#include "base/buf.h"
#include "base/err.h"

#define PREPARED_START         "troupe:start"
#define PREPARED_GLOBAL_PREFIX "troupe:global:" /* then the global's index, decimal */
#define PREPARED_MEMORY        "troupe:memory"
#define WASM_PAGE_BYTES        65536

/* Value types as in the binary format: 0x7f i32, 0x7e i64, 0x7d f32, 0x7c f64, 0x7b v128, 0x70
 * funcref, 0x6f externref. */
enum wasm_type {
    WASM_TYPE_I32 = 0x7f,
    WASM_TYPE_I64 = 0x7e,
    WASM_TYPE_F32 = 0x7d,
    WASM_TYPE_F64 = 0x7c,
    WASM_TYPE_V128 = 0x7b,
    WASM_TYPE_FUNCREF = 0x70,
    WASM_TYPE_EXTERNREF = 0x6f
};

enum wasm_kind { WASM_KIND_FUNC, WASM_KIND_TABLE, WASM_KIND_MEMORY, WASM_KIND_GLOBAL };

struct wasm_import {
    struct slice module, name; /* borrowed from the submitted bytes */
    enum wasm_kind kind;
    char type[40];   /* functions: "iiI:i" as in engine/host.h, "?" when too long or not numeric */
    uint64_t offset; /* of the import in the submitted bytes */
};

struct wasm_export {
    struct slice name; /* borrowed from the submitted bytes */
    enum wasm_kind kind;
    uint32_t index;
    char type[40]; /* functions only */
};

struct wasm_global {
    uint32_t index; /* in the module's index space */
    enum wasm_type type;
};

/* One stretch of bytes that moved as a whole. */
struct wasm_moved {
    uint64_t new_offset, old_offset, len;
};

struct wasm_prepared {
    struct buf bytes; /* the rewritten module */
    struct buf image; /* initial memory content, trailing zeros left out */
    struct wasm_import *imports;
    struct wasm_export *exports; /* of the submitted module, not ours */
    struct wasm_global *globals; /* the mutable ones, exported under the prefix */
    struct wasm_moved *moved;    /* ascending new_offset: the offset map */
    uint32_t n_imports, n_exports, n_globals, n_moved;
    bool has_memory;
    uint64_t memory_min_pages, memory_max_pages; /* max: UINT64_MAX when not declared */

    bool has_start;        /* exported as PREPARED_START */
    bool uses_bulk_memory; /* memory.copy, memory.fill, memory.init or data.drop in any body */
    bool mutates_tables;   /* table.set, .grow, .fill, .copy, .init, or an exported table */
    bool drops_segments;   /* data.drop or elem.drop */
};

/* `submitted` must stay alive as long as *out is used (names are borrowed). */
tr_rc wasm_prepare(struct slice submitted, struct wasm_prepared *out,
                   struct tr_err *err) TR_MUST_USE;
/* Frees the contents; fine on a zeroed or half-made object. */
void wasm_prepared_done(struct wasm_prepared *p);
/* The offset in the submitted bytes of an offset in the rewritten bytes; TR_NO_OFFSET when the byte
 * is one of ours. */
uint64_t wasm_prepared_offset(const struct wasm_prepared *p, uint64_t new_offset);
const struct wasm_export *wasm_prepared_export(const struct wasm_prepared *p, const char *name);

#endif
