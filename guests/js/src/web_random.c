/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes from the host, which seeds them and records the seed. Asked for only when used. */
#include "troupe.h"
#include "web_parts.h"

/* What one call may fill, as the standard says; larger buffers are filled piece by piece. */
#define RANDOM_BYTES_MAX 65536

/* randomFill(bytes): any buffer or view */
static JSValue random_fill(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct slice bytes;
    if (!web_bytes(ctx, argv[0], &bytes))
        return JS_EXCEPTION;
    for (; bytes.len > 0; bytes = slice_from(bytes, RANDOM_BYTES_MAX)) {
        size_t len = bytes.len < RANDOM_BYTES_MAX ? bytes.len : RANDOM_BYTES_MAX;
        troupe_random((uint8_t *)(uintptr_t)bytes.ptr, (uint32_t)len);
    }
    return JS_DupValue(ctx, argv[0]);
}

/* randomUUID() -> string, version 4 */
static JSValue random_uuid(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[16];
    char text[36];
    troupe_random(bytes, sizeof(bytes));
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    size_t len = 0;
    for (unsigned i = 0; i < sizeof(bytes); i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[len++] = '-';
        text[len++] = digits[bytes[i] >> 4];
        text[len++] = digits[bytes[i] & 15];
    }
    return JS_NewStringLen(ctx, text, len);
}

int web_random_init(JSContext *ctx, JSValueConst natives)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("randomFill", 1, random_fill),
        JS_CFUNC_DEF("randomUUID", 0, random_uuid),
    };
    return JS_SetPropertyFunctionList(ctx, natives, functions, TR_ARRAY_LEN(functions));
}
