/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections that declare things (core specification 2.0, sections 5.5.3 to 5.5.11): types,
 * imports, functions, tables, memory, globals, exports, start.
 *
 * What cannot be run is refused here: imports other than functions, a second memory, shared or
 * 64-bit memories. Sections come in their order, so an index is checked against what stands before;
 * binary.c has checked the order.
 */
#include "wasm/section.h"

#include "wasm/caps.h"
#include "wasm/read.h"

#include <inttypes.h>
#include <stdlib.h>

#define FORM_FUNC 0x60

/* Least bytes of one item, for counts. */
#define TYPE_BYTES_MIN   3
#define IMPORT_BYTES_MIN 4
#define TABLE_BYTES_MIN  3
#define MEMORY_BYTES_MIN 2
#define GLOBAL_BYTES_MIN 4
#define EXPORT_BYTES_MIN 3

static const struct wasm_proposal form_proposals[] = {
    {0x4e, 0x50, "garbage collection"},
    {0x5d, 0x5d, "stack switching"},
    {0x5e, 0x5f, "garbage collection"},
};

static const struct wasm_proposal table_proposals[] = {
    {0x40, 0x40, "typed function references"},
};

static const struct wasm_proposal kind_proposals[] = {
    {0x04, 0x04, "exception handling"},
};

static const char *const kind_names[] = {"function", "table", "memory", "global"};

tr_rc wasm_read_custom(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    struct slice name;
    (void)b;
    TR_TRY(wasm_read_name(in, "bytes of a custom section's name", &name, err));
    in->pos = in->in.len;
    return TR_OK;
}

static tr_rc read_value_types(struct reader *in, uint32_t cap, const char *what, struct slice *out,
                              struct tr_err *err)
{
    uint32_t count;
    enum wasm_type type;
    TR_TRY(wasm_read_count(in, 1, cap, what, &count, err));
    *out = slice_make(in->in.ptr + in->pos, count);
    for (uint32_t i = 0; i < count; i++)
        TR_TRY(wasm_read_value_type(in, &type, err));
    return TR_OK;
}

tr_rc wasm_read_types(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, TYPE_BYTES_MIN, WASM_TYPES_MAX, "types", &count, err));
    TR_TRY(wasm_alloc(count, sizeof *b->types, &b->types, err));
    for (; b->n_types < count; b->n_types++) {
        struct wasm_func_type *type = &b->types[b->n_types];
        size_t start = in->pos;
        uint8_t form = reader_u8(in);
        TR_TRY(wasm_read_ok(in, "a type", err));
        if (form != FORM_FUNC)
            return wasm_unknown_code(form_proposals, TR_ARRAY_LEN(form_proposals), form,
                                     "form of a type", start, err);
        TR_TRY(read_value_types(in, WASM_PARAMS_MAX, "parameters", &type->params, err));
        TR_TRY(read_value_types(in, WASM_RESULTS_MAX, "results", &type->results, err));
    }
    return TR_OK;
}

static tr_rc read_kind(struct reader *in, enum wasm_kind *out, struct tr_err *err)
{
    size_t start = in->pos;
    uint8_t kind = reader_u8(in);
    TR_TRY(wasm_read_ok(in, "a kind", err));
    if (kind >= TR_ARRAY_LEN(kind_names))
        return wasm_unknown_code(kind_proposals, TR_ARRAY_LEN(kind_proposals), kind,
                                 "kind of an import or export", start, err);
    *out = (enum wasm_kind)kind;
    return TR_OK;
}

static tr_rc refuse_import(const struct wasm_import *import, struct tr_err *err)
{
    char module[WASM_SHORT_NAME_SIZE], name[WASM_SHORT_NAME_SIZE];
    return tr_fail_offset(err, TR_E_UNSUPPORTED, import->offset,
                          "import \"%s\" \"%s\" is a %s; only functions can be imported",
                          wasm_short_name(import->module, module),
                          wasm_short_name(import->name, name), kind_names[import->kind]);
}

tr_rc wasm_read_imports(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, IMPORT_BYTES_MIN, WASM_IMPORTS_MAX, "imports", &count, err));
    TR_TRY(wasm_alloc(count, sizeof *b->imports, &b->imports, err));
    TR_TRY(wasm_alloc(count, sizeof *b->funcs, &b->funcs, err));
    for (; b->n_imports < count; b->n_imports++, b->n_funcs++) {
        struct wasm_import *import = &b->imports[b->n_imports];
        import->offset = in->pos;
        TR_TRY(wasm_read_name(in, "bytes of a module name", &import->module, err));
        TR_TRY(wasm_read_name(in, "bytes of an import's name", &import->name, err));
        TR_TRY(read_kind(in, &import->kind, err));
        if (import->kind != WASM_KIND_FUNC)
            return refuse_import(import, err);
        TR_TRY(wasm_read_index(in, b->n_types, "type", &b->funcs[b->n_funcs], err));
        wasm_type_text(&b->types[b->funcs[b->n_funcs]], import->type);
    }
    return TR_OK;
}

tr_rc wasm_read_functions(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, 1, WASM_FUNCTIONS_MAX, "functions", &count, err));
    uint32_t *funcs;
    TR_TRY(wasm_alloc(b->n_imports + count, sizeof *funcs, &funcs, err));
    if (b->n_imports)
        memcpy(funcs, b->funcs, b->n_imports * sizeof *funcs);
    free(b->funcs);
    b->funcs = funcs;
    for (uint32_t i = 0; i < count; i++, b->n_funcs++)
        TR_TRY(wasm_read_index(in, b->n_types, "type", &funcs[b->n_funcs], err));
    return TR_OK;
}

static tr_rc read_table(struct reader *in, struct wasm_table *table, struct tr_err *err)
{
    size_t start = in->pos;
    struct reader probe = *in;
    uint8_t first = reader_u8(&probe);
    if (!probe.failed && first == table_proposals[0].first)
        return wasm_unknown_code(table_proposals, TR_ARRAY_LEN(table_proposals), first,
                                 "form of a table", start, err);
    TR_TRY(wasm_read_ref_type(in, &table->type, err));
    TR_TRY(wasm_read_limits(in, "a table", &table->limits, err));
    if (table->limits.min > WASM_TABLE_ELEMENTS_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, start,
                              "a table has %" PRIu64 " elements, the limit is %d",
                              table->limits.min, WASM_TABLE_ELEMENTS_MAX);
    return TR_OK;
}

tr_rc wasm_read_tables(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, TABLE_BYTES_MIN, WASM_TABLES_MAX, "tables", &count, err));
    TR_TRY(wasm_alloc(count, sizeof *b->tables, &b->tables, err));
    for (; b->n_tables < count; b->n_tables++)
        TR_TRY(read_table(in, &b->tables[b->n_tables], err));
    return TR_OK;
}

tr_rc wasm_read_memories(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t count;
    TR_TRY(wasm_read_count(in, MEMORY_BYTES_MIN, UINT32_MAX, "memories", &count, err));
    if (count > 1)
        return tr_fail_offset(err, TR_E_UNSUPPORTED, start,
                              "%" PRIu32 " memories; a module can have one", count);
    if (count == 0)
        return TR_OK;
    start = in->pos;
    TR_TRY(wasm_read_limits(in, "the memory", &b->memory, err));
    if (b->memory.min > WASM_MEMORY_PAGES_MAX ||
        (b->memory.max > WASM_MEMORY_PAGES_MAX && b->memory.max != UINT64_MAX))
        return tr_fail_offset(err, TR_E_INVALID, start, "the memory is larger than %d pages",
                              WASM_MEMORY_PAGES_MAX);
    b->has_memory = true;
    return TR_OK;
}

tr_rc wasm_read_globals(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, GLOBAL_BYTES_MIN, WASM_GLOBALS_MAX, "globals", &count, err));
    TR_TRY(wasm_alloc(count, sizeof *b->globals, &b->globals, err));
    /* n_globals grows behind each one, so that an expression sees the earlier globals only. */
    for (; b->n_globals < count; b->n_globals++) {
        struct wasm_global_def *global = &b->globals[b->n_globals];
        TR_TRY(wasm_read_value_type(in, &global->type, err));
        size_t start = in->pos;
        uint8_t mutability = reader_u8(in);
        TR_TRY(wasm_read_ok(in, "a global", err));
        if (mutability > 1)
            return tr_fail_offset(err, TR_E_INVALID, start, "malformed mutability 0x%02x",
                                  mutability);
        global->is_mutable = mutability == 1;
        TR_TRY(wasm_constant_read(b, in, global->type, &global->value, err));
    }
    return TR_OK;
}

static tr_rc read_export(struct wasm_binary *b, struct reader *in, struct wasm_export *out,
                         struct tr_err *err)
{
    const uint32_t bounds[] = {b->n_funcs, b->n_tables, b->has_memory ? 1 : 0, b->n_globals};
    TR_TRY(wasm_read_name(in, "bytes of an export's name", &out->name, err));
    TR_TRY(read_kind(in, &out->kind, err));
    TR_TRY(wasm_read_index(in, bounds[out->kind], kind_names[out->kind], &out->index, err));
    if (out->kind == WASM_KIND_FUNC)
        wasm_type_text(&b->types[b->funcs[out->index]], out->type);
    b->mutates_tables |= out->kind == WASM_KIND_TABLE;
    return TR_OK;
}

static int compare_names(const void *a, const void *b)
{
    const struct slice *x = &(*(const struct wasm_export *const *)a)->name;
    const struct slice *y = &(*(const struct wasm_export *const *)b)->name;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return x->len ? memcmp(x->ptr, y->ptr, x->len) : 0;
}

static tr_rc check_names_differ(const struct wasm_binary *b, struct tr_err *err)
{
    const struct wasm_export **sorted;
    TR_TRY(wasm_alloc(b->n_exports, sizeof *sorted, &sorted, err));
    for (uint32_t i = 0; i < b->n_exports; i++)
        sorted[i] = &b->exports[i];
    qsort(sorted, b->n_exports, sizeof *sorted, compare_names);
    tr_rc rc = TR_OK;
    for (uint32_t i = 1; i < b->n_exports && rc == TR_OK; i++) {
        if (compare_names(&sorted[i - 1], &sorted[i]) != 0)
            continue;
        const struct wasm_export *later = sorted[i - 1] > sorted[i] ? sorted[i - 1] : sorted[i];
        char name[WASM_SHORT_NAME_SIZE];
        rc = tr_fail_offset(err, TR_E_INVALID, (uint64_t)(later->name.ptr - b->bytes.ptr),
                            "two exports are called \"%s\"", wasm_short_name(later->name, name));
    }
    free(sorted);
    return rc;
}

tr_rc wasm_read_exports(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, EXPORT_BYTES_MIN, WASM_EXPORTS_MAX, "exports", &count, err));
    TR_TRY(wasm_alloc(count, sizeof *b->exports, &b->exports, err));
    b->exports_content = in->pos;
    for (; b->n_exports < count; b->n_exports++)
        TR_TRY(read_export(b, in, &b->exports[b->n_exports], err));
    return check_names_differ(b, err);
}

tr_rc wasm_read_start(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    size_t start = in->pos;
    TR_TRY(wasm_read_index(in, b->n_funcs, "function", &b->start_func, err));
    const struct wasm_func_type *type = &b->types[b->funcs[b->start_func]];
    if (type->params.len || type->results.len)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "the start function has parameters or results");
    b->has_start = true;
    return TR_OK;
}
