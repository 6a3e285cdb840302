/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A core module as read: its index spaces, its segments, where its sections lie, and the list of
 * edits that the rewriter applies. Everything is borrowed from, or points into, the submitted
 * bytes, which must outlive it.
 */
#ifndef WASM_BINARY_H
#define WASM_BINARY_H

#include "wasm/constant.h"
#include "wasm/prepare.h"

/* The number is the identifier in the binary format. */
enum wasm_section_id {
    WASM_SECTION_CUSTOM,
    WASM_SECTION_TYPE,
    WASM_SECTION_IMPORT,
    WASM_SECTION_FUNCTION,
    WASM_SECTION_TABLE,
    WASM_SECTION_MEMORY,
    WASM_SECTION_GLOBAL,
    WASM_SECTION_EXPORT,
    WASM_SECTION_START,
    WASM_SECTION_ELEMENT,
    WASM_SECTION_CODE,
    WASM_SECTION_DATA,
    WASM_SECTION_DATA_COUNT,
    WASM_SECTION_ID_COUNT
};

struct wasm_section {
    enum wasm_section_id id;
    size_t start;         /* of the identifier byte */
    size_t content_start; /* behind the size */
    size_t end;
};

struct wasm_func_type {
    struct slice params, results; /* one byte for each value type */
};

struct wasm_limits {
    uint64_t min, max; /* max: UINT64_MAX when not declared */
};

struct wasm_table {
    enum wasm_type type;
    struct wasm_limits limits;
};

struct wasm_global_def {
    enum wasm_type type;
    bool is_mutable;
    struct wasm_constant value; /* known before instantiation: no global can be imported */
};

struct wasm_data_segment {
    size_t start; /* in the submitted bytes */
    bool active;
    uint32_t memory_offset; /* active only */
    struct slice bytes;
};

/* The bytes [start, end) of the submission become [text_start, +text_len) of edit_text. */
struct wasm_edit {
    size_t start, end;
    size_t text_start, text_len;
};

struct wasm_binary {
    struct slice bytes;
    struct wasm_section *sections;
    struct wasm_func_type *types;
    uint32_t *funcs; /* the type of each function, imported ones first */
    struct wasm_import *imports;
    struct wasm_table *tables;
    struct wasm_global_def *globals;
    struct wasm_export *exports;
    struct wasm_data_segment *data;
    struct wasm_edit *edits; /* ascending, apart from each other */
    struct buf edit_text;
    uint32_t n_sections, n_types, n_funcs, n_imports, n_tables, n_globals, n_exports, n_elements,
        n_data, n_edits;
    uint32_t sections_cap, edits_cap;
    uint32_t n_bodies;         /* in the code section */
    uint32_t n_items;          /* of all element segments */
    uint32_t data_count;       /* as declared by the data count section */
    uint32_t start_func;       /* if has_start */
    size_t exports_content;    /* offset of the first export behind the count, 0 without section */
    struct wasm_limits memory; /* pages, if has_memory */
    bool has_memory, has_start, has_data_count;
    bool uses_bulk_memory, mutates_tables, drops_segments; /* as in struct wasm_prepared */
};

/* Reads and checks the whole module. On failure *out holds nothing. */
tr_rc wasm_binary_read(struct slice submitted, struct wasm_binary *out,
                       struct tr_err *err) TR_MUST_USE;
void wasm_binary_done(struct wasm_binary *b);

/* Plans that [start, end) is replaced by `text`; edits are made in ascending order. */
tr_rc wasm_binary_edit(struct wasm_binary *b, size_t start, size_t end, struct slice text,
                       struct tr_err *err) TR_MUST_USE;
#define WASM_TYPE_TEXT_SIZE 40 /* as in prepare.h */
/* "iiI:i", or "?" when it is too long or holds a type that is not a number. */
void wasm_type_text(const struct wasm_func_type *type, char out[WASM_TYPE_TEXT_SIZE]);

#endif
