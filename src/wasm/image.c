/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image. A few bytes of module can put one byte at the end of 4 GiB, so the image reaches only
 * up to the last byte that may differ from zero, has a cap, and comes from calloc: the pages of a
 * gap are never touched here, and the system need not back them.
 */
#include "wasm/image.h"

#include "wasm/caps.h"

#include <inttypes.h>
#include <stdlib.h>

static size_t without_trailing_zeros(const uint8_t *bytes, size_t len)
{
    while (len >= 8 && (bytes[len - 1] | bytes[len - 2] | bytes[len - 3] | bytes[len - 4] |
                        bytes[len - 5] | bytes[len - 6] | bytes[len - 7] | bytes[len - 8]) == 0)
        len -= 8;
    while (len > 0 && bytes[len - 1] == 0)
        len--;
    return len;
}

/* The end of the last byte that any segment sets to other than zero; later ones may clear it. */
static size_t image_end(const struct wasm_binary *b)
{
    size_t end = 0;
    for (uint32_t i = 0; i < b->n_data; i++) {
        const struct wasm_data_segment *s = &b->data[i];
        size_t used = s->active ? without_trailing_zeros(s->bytes.ptr, s->bytes.len) : 0;
        if (used && s->memory_offset + used > end)
            end = s->memory_offset + used;
    }
    return end;
}

static void apply(const struct wasm_data_segment *s, uint8_t *image, size_t len)
{
    if (!s->active || s->bytes.len == 0 || s->memory_offset >= len)
        return;
    size_t room = len - s->memory_offset;
    memcpy(image + s->memory_offset, s->bytes.ptr, s->bytes.len < room ? s->bytes.len : room);
}

tr_rc wasm_image_make(const struct wasm_binary *b, struct buf *out, struct tr_err *err)
{
    size_t len = image_end(b);
    if (len > WASM_IMAGE_BYTES_MAX)
        return tr_fail(err, TR_E_LIMIT,
                       "the initial memory has content up to byte %zu, the limit "
                       "is %llu",
                       len, (unsigned long long)WASM_IMAGE_BYTES_MAX);
    struct buf image;
    buf_init(&image, len, NULL);
    if (len > 0) {
        image.ptr = calloc(1, len);
        if (!image.ptr)
            return tr_fail(err, TR_E_NO_MEMORY, "no memory for an image of %zu bytes", len);
        image.cap = len;
        for (uint32_t i = 0; i < b->n_data; i++)
            apply(&b->data[i], image.ptr, len);
        image.len = without_trailing_zeros(image.ptr, len);
    }
    *out = image;
    return TR_OK;
}
