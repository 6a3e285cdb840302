/* SPDX-License-Identifier: Apache-2.0 */
/* Error map of the host -> JavaScript error object. */
#include "base/cbor.h"
#include "builtins.h"
#include "error.h"
#include "guest.h"

static void set_text(JSContext *ctx, JSValueConst error, struct slice map, const char *key,
                     int flags)
{
    struct slice text;
    if (cbor_map_get_text(map, key, &text))
        JS_DefinePropertyValueStr(ctx, error, key, guest_string(ctx, text), flags);
}

JSValue error_read(JSContext *ctx, struct slice map)
{
    struct slice name = slice_str("Error"), message = slice_str("the operation failed");
    cbor_map_get_text(map, "name", &name);
    cbor_map_get_text(map, "message", &message);
    JSValue class = builtins_error_class(ctx, name);
    JSValue text = guest_string(ctx, message);
    JSValue error = JS_CallConstructor(ctx, class, 1, &text);
    JS_FreeValues(ctx, class, text);
    if (JS_IsException(error))
        return error;
    if (JS_VALUE_GET_PTR(class) == JS_VALUE_GET_PTR(builtins.error) && !slice_is(name, "Error"))
        set_text(ctx, error, map, "name", JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
    static const char *const members[] = {"code", "errno", "path", "grant", "hint"};
    for (size_t i = 0; i < TR_ARRAY_LEN(members); i++)
        set_text(ctx, error, map, members[i], JS_PROP_C_W_E);
    return error;
}
