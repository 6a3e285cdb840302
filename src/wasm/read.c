/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors, indices, names, types and limits (core specification 2.0, sections 5.1.3 to 5.3).
 *
 * Codes that later proposals gave a meaning are looked up in tables, so that a module made for them
 * is told which proposal it needs instead of being called malformed.
 */
#include "wasm/read.h"

#include "base/utf8.h"
#include "wasm/caps.h"

#include <inttypes.h>
#include <stdlib.h>

#define LIMITS_HAS_MAX 0x01

static const struct wasm_proposal type_proposals[] = {
    {0x63, 0x64, "typed function references"}, {0x68, 0x68, "stack switching"},
    {0x69, 0x69, "exception handling"},        {0x6a, 0x6e, "garbage collection"},
    {0x71, 0x73, "garbage collection"},        {0x74, 0x74, "exception handling"},
    {0x75, 0x75, "stack switching"},           {0x77, 0x78, "garbage collection"},
};

/* Keyed by the lowest unknown flag. */
static const struct wasm_proposal limits_proposals[] = {
    {0x02, 0x02, "threads (shared memory)"},
    {0x04, 0x04, "memory64"},
    {0x08, 0x08, "custom page sizes"},
};

tr_rc wasm_read_ok(const struct reader *in, const char *what, struct tr_err *err)
{
    if (!in->failed)
        return TR_OK;
    return tr_fail_offset(err, TR_E_INVALID, in->fail_offset, "%s is cut short or malformed", what);
}

tr_rc wasm_read_part(struct reader *in, size_t len, const char *what, struct reader *out,
                     struct tr_err *err)
{
    size_t start = in->pos;
    (void)reader_bytes(in, len);
    if (in->failed)
        return tr_fail_offset(err, TR_E_INVALID, start, "%s is cut short: %zu bytes of %zu", what,
                              reader_left(in), len);
    *out = reader_of(slice_make(in->in.ptr, start + len));
    out->pos = start;
    return TR_OK;
}

tr_rc wasm_read_count(struct reader *in, size_t item_bytes, uint32_t cap, const char *what,
                      uint32_t *out, struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t count = reader_uleb32(in);
    TR_TRY(wasm_read_ok(in, what, err));
    if (count > reader_left(in) / item_bytes)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "the number of %s, %" PRIu32 ", is more "
                              "than the bytes left can hold",
                              what, count);
    if (count > cap)
        return tr_fail_offset(err, TR_E_LIMIT, start, "%" PRIu32 " %s, the limit is %" PRIu32,
                              count, what, cap);
    *out = count;
    return TR_OK;
}

tr_rc wasm_read_index(struct reader *in, uint32_t bound, const char *what, uint32_t *out,
                      struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t index = reader_uleb32(in);
    TR_TRY(wasm_read_ok(in, what, err));
    if (index >= bound)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "unknown %s %" PRIu32 ", there are %" PRIu32, what, index, bound);
    *out = index;
    return TR_OK;
}

tr_rc wasm_read_name(struct reader *in, const char *what, struct slice *out, struct tr_err *err)
{
    size_t start = in->pos;
    uint32_t len;
    TR_TRY(wasm_read_count(in, 1, WASM_NAME_BYTES_MAX, what, &len, err));
    /* Not reader_bytes' own slice: an empty name must have its place, too. */
    struct slice name = slice_make(in->in.ptr + in->pos, len);
    (void)reader_bytes(in, len);
    if (!utf8_valid(name))
        return tr_fail_offset(err, TR_E_INVALID, start, "a name is not valid UTF-8");
    *out = name;
    return TR_OK;
}

tr_rc wasm_read_value_type(struct reader *in, enum wasm_type *out, struct tr_err *err)
{
    size_t start = in->pos;
    uint8_t code = reader_u8(in);
    TR_TRY(wasm_read_ok(in, "a value type", err));
    if (code == WASM_TYPE_EXTERNREF)
        return tr_fail_offset(err, TR_E_UNSUPPORTED, start,
                              "externref is not offered: there is nothing of the host to refer to");
    if ((code < WASM_TYPE_V128 || code > WASM_TYPE_I32) && code != WASM_TYPE_FUNCREF)
        return wasm_unknown_code(type_proposals, TR_ARRAY_LEN(type_proposals), code, "value type",
                                 start, err);
    *out = (enum wasm_type)code;
    return TR_OK;
}

tr_rc wasm_read_ref_type(struct reader *in, enum wasm_type *out, struct tr_err *err)
{
    size_t start = in->pos;
    enum wasm_type type;
    TR_TRY(wasm_read_value_type(in, &type, err));
    if (type != WASM_TYPE_FUNCREF)
        return tr_fail_offset(err, TR_E_INVALID, start, "0x%02x is not a reference type", type);
    *out = type;
    return TR_OK;
}

tr_rc wasm_read_limits(struct reader *in, const char *what, struct wasm_limits *out,
                       struct tr_err *err)
{
    size_t start = in->pos;
    uint8_t flags = reader_u8(in);
    TR_TRY(wasm_read_ok(in, what, err));
    uint32_t unknown = (uint32_t)flags & ~(uint32_t)LIMITS_HAS_MAX;
    if (unknown)
        return wasm_unknown_code(limits_proposals, TR_ARRAY_LEN(limits_proposals),
                                 flags < 0x10 ? unknown & -unknown : flags, "limits flags", start,
                                 err);
    struct wasm_limits limits = {.min = reader_uleb32(in), .max = UINT64_MAX};
    if (flags & LIMITS_HAS_MAX)
        limits.max = reader_uleb32(in);
    TR_TRY(wasm_read_ok(in, what, err));
    if (limits.min > limits.max)
        return tr_fail_offset(err, TR_E_INVALID, start,
                              "%s: the minimum %" PRIu64 " is above the maximum %" PRIu64, what,
                              limits.min, limits.max);
    *out = limits;
    return TR_OK;
}

tr_rc wasm_unknown_code(const struct wasm_proposal *proposals, size_t n_proposals, uint32_t code,
                        const char *what, uint64_t offset, struct tr_err *err)
{
    for (size_t i = 0; i < n_proposals; i++) {
        if (code >= proposals[i].first && code <= proposals[i].last)
            return tr_fail_offset(err, TR_E_UNSUPPORTED, offset,
                                  "%s 0x%02" PRIx32 " needs the %s proposal", what, code,
                                  proposals[i].name);
    }
    return tr_fail_offset(err, TR_E_INVALID, offset, "unknown %s 0x%02" PRIx32, what, code);
}

const char *wasm_short_name(struct slice name, char out[WASM_SHORT_NAME_SIZE])
{
    size_t len = name.len <= WASM_SHORT_NAME_SIZE - 4 ? name.len : WASM_SHORT_NAME_SIZE - 4;
    len = utf8_valid_prefix(slice_make(name.ptr, len));
    for (size_t i = 0; i < len; i++)
        out[i] = name.ptr[i] < 0x20 || name.ptr[i] == 0x7f ? '?' : (char)name.ptr[i];
    memcpy(out + len, len < name.len ? "..." : "", len < name.len ? 4 : 1);
    return out;
}

tr_rc wasm_alloc(uint32_t count, size_t size, void *out_pointer, struct tr_err *err)
{
    void *made = calloc(count ? count : 1, size);
    if (!made)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    memcpy(out_pointer, &made, sizeof made);
    return TR_OK;
}
