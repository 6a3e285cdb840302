/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Element and data segments (core specification 2.0, sections 5.5.12, 5.5.14 and 5.5.16).
 *
 * An active segment that does not fit would make every instantiation trap, so it is refused here.
 * Element segments stay as they are: the engine applies them to fresh tables. Active data segments
 * are noted for the image and planned to become empty; their indices stay, and an empty one behaves
 * as the specification says of an active segment after instantiation: dropped.
 */
#include "wasm/caps.h"
#include "wasm/read.h"
#include "wasm/section.h"

#include <inttypes.h>

/* Bits of an element segment's leading number. */
#define ELEMENT_NOT_ACTIVE  0x1 /* passive, or declarative with the next bit */
#define ELEMENT_EXPLICIT    0x2 /* active: a table index is given; else: declarative */
#define ELEMENT_EXPRESSIONS 0x4 /* items are constant expressions */
#define ELEMENT_FLAGS_END   8
#define ELEMENT_KIND_FUNC   0x00

#define DATA_ACTIVE        0
#define DATA_PASSIVE       1
#define DATA_ACTIVE_MEMORY 2 /* a memory index is given */

#define ELEMENT_BYTES_MIN 3
#define DATA_BYTES_MIN    2

/* An active segment of memory 0 at i32.const 0 without bytes. */
static const uint8_t empty_segment[] = {DATA_ACTIVE, 0x41, 0x00, 0x0b, 0x00};

struct element {
    uint32_t flags;
    uint32_t table;
    uint32_t offset;
    enum wasm_type type;
    size_t start;
};

static bool is_active(const struct element *e)
{
    return !(e->flags & ELEMENT_NOT_ACTIVE);
}

static tr_rc read_target(struct wasm_binary *b, struct reader *in, struct element *e,
                         struct tr_err *err)
{
    struct wasm_constant offset;
    size_t start = in->pos;
    e->table = 0;
    if (e->flags & ELEMENT_EXPLICIT)
        TR_TRY(wasm_read_index(in, b->n_tables, "table", &e->table, err));
    else if (b->n_tables == 0)
        return tr_fail_offset(err, TR_E_INVALID, start, "the module has no table");
    TR_TRY(wasm_constant_read(b, in, WASM_TYPE_I32, &offset, err));
    e->offset = (uint32_t)offset.bits[0];
    return TR_OK;
}

/* What the items are: given unless the segment is the plain active one. */
static tr_rc read_item_type(struct reader *in, struct element *e, struct tr_err *err)
{
    size_t start = in->pos;
    e->type = WASM_TYPE_FUNCREF;
    if (!(e->flags & (ELEMENT_NOT_ACTIVE | ELEMENT_EXPLICIT)))
        return TR_OK;
    if (e->flags & ELEMENT_EXPRESSIONS)
        return wasm_read_ref_type(in, &e->type, err);
    uint8_t kind = reader_u8(in);
    TR_TRY(wasm_read_ok(in, "an element segment", err));
    if (kind != ELEMENT_KIND_FUNC)
        return tr_fail_offset(err, TR_E_INVALID, start, "unknown kind of elements 0x%02x", kind);
    return TR_OK;
}

static tr_rc check_element_fits(const struct wasm_binary *b, const struct element *e,
                                uint32_t count, struct tr_err *err)
{
    const struct wasm_table *table = &b->tables[e->table];
    if (table->type != e->type)
        return tr_fail_offset(err, TR_E_INVALID, e->start,
                              "an element segment has another type than its table");
    if ((uint64_t)e->offset + count > table->limits.min)
        return tr_fail_offset(err, TR_E_INVALID, e->start,
                              "an element segment ends at %" PRIu64 ", the table at %" PRIu64,
                              (uint64_t)e->offset + count, table->limits.min);
    return TR_OK;
}

static tr_rc read_items(struct wasm_binary *b, struct reader *in, const struct element *e,
                        struct tr_err *err)
{
    bool expressions = e->flags & ELEMENT_EXPRESSIONS;
    uint32_t count, func;
    struct wasm_constant item;
    TR_TRY(wasm_read_count(in, expressions ? 2 : 1, WASM_ELEMENT_ITEMS_MAX - b->n_items, "elements",
                           &count, err));
    for (uint32_t i = 0; i < count; i++)
        TR_TRY(expressions ? wasm_constant_read(b, in, e->type, &item, err)
                           : wasm_read_index(in, b->n_funcs, "function", &func, err));
    b->n_items += count;
    return is_active(e) ? check_element_fits(b, e, count, err) : TR_OK;
}

tr_rc wasm_read_elements(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    uint32_t count;
    TR_TRY(wasm_read_count(in, ELEMENT_BYTES_MIN, WASM_ELEMENT_SEGMENTS_MAX, "element segments",
                           &count, err));
    for (; b->n_elements < count; b->n_elements++) {
        struct element e = {.start = in->pos};
        e.flags = reader_uleb32(in);
        TR_TRY(wasm_read_ok(in, "an element segment", err));
        if (e.flags >= ELEMENT_FLAGS_END)
            return tr_fail_offset(err, TR_E_INVALID, e.start,
                                  "malformed element segment flags %" PRIu32, e.flags);
        if (is_active(&e))
            TR_TRY(read_target(b, in, &e, err));
        TR_TRY(read_item_type(in, &e, err));
        TR_TRY(read_items(b, in, &e, err));
    }
    return TR_OK;
}

tr_rc wasm_read_data_count(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t count = reader_uleb32(in);
    TR_TRY(wasm_read_ok(in, "the data count", err));
    if (count > WASM_DATA_SEGMENTS_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, start, "%" PRIu32 " data segments, the limit is %d",
                              count, WASM_DATA_SEGMENTS_MAX);
    b->data_count = count;
    b->has_data_count = true;
    return TR_OK;
}

static tr_rc read_memory_offset(struct wasm_binary *b, struct reader *in, uint32_t flags,
                                struct wasm_data_segment *segment, struct tr_err *err)
{
    struct wasm_constant offset;
    size_t start = in->pos;
    if (flags == DATA_ACTIVE_MEMORY && reader_uleb32(in) != 0)
        return tr_fail_offset(err, TR_E_UNSUPPORTED, start,
                              "a data segment of another memory; a module can have one");
    TR_TRY(wasm_read_ok(in, "a data segment", err));
    if (!b->has_memory)
        return tr_fail_offset(err, TR_E_INVALID, start, "the module has no memory");
    TR_TRY(wasm_constant_read(b, in, WASM_TYPE_I32, &offset, err));
    segment->memory_offset = (uint32_t)offset.bits[0];
    return TR_OK;
}

static tr_rc read_data_segment(struct wasm_binary *b, struct reader *in,
                               struct wasm_data_segment *segment, struct tr_err *err)
{
    segment->start = in->pos;
    uint32_t len, flags = reader_uleb32(in), first_edit = b->n_edits;
    TR_TRY(wasm_read_ok(in, "a data segment", err));
    if (flags > DATA_ACTIVE_MEMORY)
        return tr_fail_offset(err, TR_E_INVALID, segment->start,
                              "malformed data segment flags %" PRIu32, flags);
    segment->active = flags != DATA_PASSIVE;
    if (segment->active)
        TR_TRY(read_memory_offset(b, in, flags, segment, err));
    TR_TRY(wasm_read_count(in, 1, UINT32_MAX, "bytes of a data segment", &len, err));
    segment->bytes = reader_bytes(in, len);
    if (!segment->active)
        return TR_OK;
    uint64_t end = (uint64_t)segment->memory_offset + len;
    if (end > b->memory.min * WASM_PAGE_BYTES)
        return tr_fail_offset(err, TR_E_INVALID, segment->start,
                              "a data segment ends at %" PRIu64 ", the memory at %" PRIu64, end,
                              b->memory.min * WASM_PAGE_BYTES);
    b->n_edits = first_edit; /* the offset goes with the segment */
    return wasm_binary_edit(b, segment->start, in->pos,
                            slice_make(empty_segment, sizeof empty_segment), err);
}

tr_rc wasm_read_data(struct wasm_binary *b, struct reader *in, struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t count;
    TR_TRY(
        wasm_read_count(in, DATA_BYTES_MIN, WASM_DATA_SEGMENTS_MAX, "data segments", &count, err));
    if (b->has_data_count && count != b->data_count)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "%" PRIu32 " data segments, but the data count section says %" PRIu32,
                              count, b->data_count);
    TR_TRY(wasm_alloc(count, sizeof *b->data, &b->data, err));
    for (; b->n_data < count; b->n_data++)
        TR_TRY(read_data_segment(b, in, &b->data[b->n_data], err));
    return TR_OK;
}
