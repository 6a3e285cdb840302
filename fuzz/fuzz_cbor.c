/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: any bytes as CBOR and as JSON text. Beyond not crashing:
 *   - what the check accepts is stepped over whole, and writing its items again gives the same
 * bytes;
 *   - its JSON is JSON that our reader accepts;
 *   - what the JSON reader makes passes the check, and once a value has come through JSON, going
 *     through JSON again changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../tests/unit/base/rewrite.h"
#include "base/json.h"

#define OUTPUT_BYTES_MAX (1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, so that the fuzzer keeps the input. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

static void rewrite_is_same(struct slice value)
{
    struct buf out = BUF_INIT(value.len);
    test_rewrite(value, &out);
    require(!out.failed && slice_eq(buf_slice(&out), value));
    buf_done(&out);
}

/* `json` came out of the writer, so it must read, and what it says must stay what it is. */
static void json_is_stable(struct slice json)
{
    struct buf value = BUF_INIT(8 * OUTPUT_BYTES_MAX), again = BUF_INIT(8 * OUTPUT_BYTES_MAX);
    struct buf text = BUF_INIT(8 * OUTPUT_BYTES_MAX);
    require(json_to_cbor(json, &value, NULL) == TR_OK);
    require(cbor_check(buf_slice(&value), CBOR_ORDER_ANY, NULL) == TR_OK);
    if (cbor_to_json(buf_slice(&value), NULL, &text, NULL) == TR_OK) {
        require(json_to_cbor(buf_slice(&text), &again, NULL) == TR_OK);
        require(memchr(text.ptr, '\n', text.len) == NULL);
        /* Numbers past the greatest double become infinite, which JSON can only call null. */
        const bool has_infinity = memmem(value.ptr, value.len, "\x7c\x00", 2) ||
                                  memmem(value.ptr, value.len, "\xfc\x00", 2);
        require(has_infinity || slice_eq(buf_slice(&again), buf_slice(&value)));
    }
    buf_done(&value);
    buf_done(&again);
    buf_done(&text);
}

static void write_json(struct slice value, unsigned indent)
{
    const struct json_style style = {.indent = indent};
    struct buf text = BUF_INIT(OUTPUT_BYTES_MAX);
    const tr_rc rc = cbor_to_json(value, &style, &text, NULL);
    require(rc == TR_OK || rc == TR_E_LIMIT);
    if (rc == TR_OK)
        json_is_stable(buf_slice(&text));
    buf_done(&text);
}

static void as_cbor(struct slice bytes)
{
    struct tr_err err;
    const tr_rc any = cbor_check(bytes, CBOR_ORDER_ANY, &err);
    require(any == TR_OK || (any == TR_E_INVALID && err.offset <= bytes.len));
    const tr_rc sorted = cbor_check(bytes, CBOR_ORDER_SORTED, &err);
    require(sorted == TR_OK || (sorted == TR_E_INVALID && err.offset <= bytes.len));

    struct slice found;
    uint64_t number;
    (void)cbor_map_get(bytes, "a", &found);
    (void)cbor_map_get_text(bytes, "a", &found);
    (void)cbor_map_get_uint(bytes, "a", &number);
    struct cbor_reader r = cbor_reader_of(bytes);
    const struct slice item = cbor_skip(&r);
    if (any != TR_OK && sorted != TR_OK)
        return;
    require(item.len == bytes.len);
    rewrite_is_same(bytes);
    if (any == TR_OK) {
        write_json(bytes, 0);
        write_json(bytes, 2);
    }
}

static void as_json(struct slice text)
{
    struct buf value = BUF_INIT(8 * OUTPUT_BYTES_MAX);
    struct tr_err err;
    const tr_rc rc = json_to_cbor(text, &value, &err);
    require(rc == TR_OK || (rc == TR_E_INVALID && err.offset <= text.len));
    if (rc == TR_OK) {
        require(cbor_check(buf_slice(&value), CBOR_ORDER_ANY, NULL) == TR_OK);
        write_json(buf_slice(&value), 0);
    }
    buf_done(&value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice input = slice_make(data, size);
    as_cbor(input);
    as_json(input);
    return 0;
}
