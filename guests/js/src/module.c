/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Module names and sources.
 *
 * A name that begins with ./ or ../ is relative to the importing file; "fs" and "node:fs" are the
 * prelude's modules; anything else must be in START's map. A file that is not in the map is asked
 * of the host (blocking operation module.load), which gives it only when the program's directory
 * was granted. A file with the import attribute type "json" is parsed instead of run.
 */
#include "module.h"
#include "base/cbor.h"
#include "guest.h"
#include "natives.h"
#include "ops.h"
#include <stdlib.h>

#define NODE_PREFIX "node:"

static struct slice sources;

void module_set_sources(struct slice map)
{
    sources = map;
}

bool module_source(struct slice name, struct slice *out)
{
    struct cbor_reader r = cbor_reader_of(sources);
    struct cbor_item item;
    if (slice_eq(name, guest.name)) {
        *out = guest.source;
        return true;
    }
    if (!cbor_next(&r, &item) || item.type != CBOR_MAP)
        return false;
    for (uint64_t i = item.uint; i > 0; i--) {
        struct cbor_item key;
        if (!cbor_next(&r, &key) || !cbor_next(&r, &item))
            return false;
        if (item.type == CBOR_TEXT && slice_eq(key.data, name)) {
            *out = item.data;
            return true;
        }
    }
    return false;
}

/* ---- names ---- */

static bool is_relative(const char *name)
{
    return strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0;
}

/* Takes the last part off `out`; a path that leads out of the directory keeps its "..", which the
 * host refuses. */
static void leave_directory(struct buf *out)
{
    size_t len = out->len;
    if (len == 0 || (len >= 3 && memcmp(out->ptr + len - 3, "../", 3) == 0)) {
        buf_append_str(out, "../");
        return;
    }
    len--;
    while (len > 0 && out->ptr[len - 1] != '/')
        len--;
    out->len = len;
}

/* Appends a path's parts to `out`, which holds "/"-ended parts. */
static void join(struct buf *out, const char *path)
{
    while (*path) {
        size_t n = strcspn(path, "/");
        bool last = path[n] == 0;
        if (n == 2 && memcmp(path, "..", 2) == 0)
            leave_directory(out);
        else if (n > 0 && !(n == 1 && path[0] == '.'))
            buf_append(out, path, n + !last);
        path += n + !last;
    }
}

static struct slice base_name(struct slice path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return slice_from(path, at);
}

/* Names are relative to the main file's directory, whatever path the main file itself was given by.
 */
static char *resolve_relative(JSContext *ctx, const char *base, const char *name)
{
    struct buf path = BUF_INIT(VALUE_BYTES_MAX);
    const char *slash = slice_eq(slice_str(base), guest.name) ? NULL : strrchr(base, '/');
    char *directory = js_strndup(ctx, base, slash ? (size_t)(slash - base) + 1 : 0);
    if (directory) {
        join(&path, directory);
        join(&path, name);
    }
    js_free(ctx, directory);
    struct slice resolved = buf_slice(&path);
    if (slice_eq(resolved, base_name(guest.name)))
        resolved = guest.name;
    char *copy = path.failed ? NULL : js_strndup(ctx, (const char *)resolved.ptr, resolved.len);
    buf_done(&path);
    return copy;
}

static bool is_builtin(JSContext *ctx, const char *name)
{
    JSValue exports = natives_builtin_module(ctx, name);
    bool found = JS_IsObject(exports);
    JS_FreeValue(ctx, exports);
    return found;
}

static char *normalize(JSContext *ctx, const char *base, const char *name, void *opaque)
{
    (void)opaque;
    if (is_relative(name))
        return resolve_relative(ctx, base, name);
    struct slice source;
    if (strncmp(name, NODE_PREFIX, strlen(NODE_PREFIX)) != 0 &&
        !module_source(slice_str(name), &source)) {
        char prefixed[64];
        int n = snprintf(prefixed, sizeof(prefixed), NODE_PREFIX "%s", name);
        if (n < (int)sizeof(prefixed) && is_builtin(ctx, prefixed))
            return js_strdup(ctx, prefixed);
    }
    return js_strdup(ctx, name);
}

/* ---- built-in modules ---- */

static int init_builtin(JSContext *ctx, JSModuleDef *module)
{
    JSAtom atom = JS_GetModuleName(ctx, module);
    const char *name = JS_AtomToCString(ctx, atom);
    JS_FreeAtom(ctx, atom);
    if (!name)
        return -1;
    JSValue exports = natives_builtin_module(ctx, name);
    JS_FreeCString(ctx, name);
    JSPropertyEnum *keys;
    uint32_t n;
    if (JS_GetOwnPropertyNames(ctx, &keys, &n, exports, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return -1;
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < n; i++) {
        const char *key = JS_AtomToCString(ctx, keys[i].atom);
        JSValue value = JS_GetProperty(ctx, exports, keys[i].atom);
        rc = !key || JS_IsException(value) ? -1 : JS_SetModuleExport(ctx, module, key, value);
        JS_FreeCString(ctx, key);
    }
    JS_FreePropertyEnum(ctx, keys, n);
    if (rc == 0)
        rc = JS_SetModuleExport(ctx, module, "default", JS_DupValue(ctx, exports));
    JS_FreeValue(ctx, exports);
    return rc;
}

static JSModuleDef *builtin_module(JSContext *ctx, const char *name, JSValueConst exports)
{
    JSPropertyEnum *keys;
    uint32_t n;
    JSModuleDef *module = JS_NewCModule(ctx, name, init_builtin);
    if (!module ||
        JS_GetOwnPropertyNames(ctx, &keys, &n, exports, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return NULL;
    for (uint32_t i = 0; i < n; i++) {
        const char *key = JS_AtomToCString(ctx, keys[i].atom);
        if (key)
            JS_AddModuleExport(ctx, module, key);
        JS_FreeCString(ctx, key);
    }
    JS_FreePropertyEnum(ctx, keys, n);
    JS_AddModuleExport(ctx, module, "default");
    return module;
}

/* ---- files ---- */

static int init_json(JSContext *ctx, JSModuleDef *module)
{
    return JS_SetModuleExport(ctx, module, "default", JS_GetModulePrivateValue(ctx, module));
}

static JSModuleDef *json_module(JSContext *ctx, const char *name, const char *text, size_t len)
{
    JSValue value = JS_ParseJSON(ctx, text, len, name);
    if (JS_IsException(value))
        return NULL;
    JSModuleDef *module = JS_NewCModule(ctx, name, init_json);
    if (!module) {
        JS_FreeValue(ctx, value);
        return NULL;
    }
    JS_AddModuleExport(ctx, module, "default");
    JS_SetModulePrivateValue(ctx, module, value);
    return module;
}

static void set_meta(JSContext *ctx, JSModuleDef *module, struct slice name, bool is_main)
{
    JSValue meta = JS_GetImportMeta(ctx, module);
    struct buf path = BUF_INIT(VALUE_BYTES_MAX);
    buf_append_str(&path, "file:///");
    size_t lead = name.len > 0 && name.ptr[0] == '/';
    buf_append_slice(&path, slice_from(name, lead));
    size_t skip = strlen("file://") + !lead, end = path.len;
    JS_DefinePropertyValueStr(ctx, meta, "url", guest_string(ctx, buf_slice(&path)), JS_PROP_C_W_E);
    JS_DefinePropertyValueStr(ctx, meta, "filename", guest_string(ctx, name), JS_PROP_C_W_E);
    while (end > skip && path.ptr[end - 1] != '/')
        end--;
    struct slice directory = end > skip ? slice_make(path.ptr + skip, end - skip) : slice_str("./");
    directory.len -= directory.len > 1;
    JS_DefinePropertyValueStr(ctx, meta, "dirname", guest_string(ctx, directory), JS_PROP_C_W_E);
    JS_DefinePropertyValueStr(ctx, meta, "main", JS_NewBool(ctx, is_main), JS_PROP_C_W_E);
    buf_done(&path);
    JS_FreeValue(ctx, meta);
}

/* quickjs demands a NUL after the source. */
static JSModuleDef *compile(JSContext *ctx, const char *name, const char *text, size_t len,
                            bool is_main)
{
    JSValue function =
        JS_Eval(ctx, text, len, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(function))
        return NULL;
    JSModuleDef *module = JS_VALUE_GET_PTR(function);
    JS_FreeValue(ctx, function); /* the context keeps its own reference */
    set_meta(ctx, module, slice_str(name), is_main);
    return module;
}

static bool is_json(JSContext *ctx, JSValueConst attributes)
{
    if (!JS_IsObject(attributes))
        return false;
    JSValue type = JS_GetPropertyStr(ctx, attributes, "type");
    const char *text = JS_ToCString(ctx, type);
    bool json = text && strcmp(text, "json") == 0;
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, type);
    return json;
}

/* Appends the file's text to `text`. */
static bool load(JSContext *ctx, const char *name, struct buf *text)
{
    struct slice source;
    if (module_source(slice_str(name), &source))
        return buf_append_slice(text, source);
    struct buf args = BUF_INIT(VALUE_BYTES_MAX), reply = BUF_INIT(VALUE_BYTES_MAX);
    cbor_put_map(&args, 1);
    cbor_put_str(&args, "path");
    cbor_put_str(&args, name);
    bool ok = ops_call_blocking(ctx, slice_str("module.load"), buf_slice(&args), &reply);
    if (ok && cbor_map_get_text(buf_slice(&reply), "source", &source))
        buf_append_slice(text, source);
    buf_done(&args);
    buf_done(&reply);
    return ok;
}

static JSModuleDef *load_file(JSContext *ctx, const char *name, JSValueConst attributes)
{
    bool json = is_json(ctx, attributes);
    size_t len = strlen(name);
    if (!json && len > 5 && strcmp(name + len - 5, ".json") == 0) {
        JS_ThrowTypeError(ctx, "module '%s' needs the import attribute type: 'json'", name);
        return NULL;
    }
    struct buf text = BUF_INIT(VALUE_BYTES_MAX);
    JSModuleDef *module = NULL;
    if (load(ctx, name, &text)) {
        const char *source = buf_str(&text);
        if (!source)
            JS_ThrowOutOfMemory(ctx);
        else
            module = json ? json_module(ctx, name, source, text.len)
                          : compile(ctx, name, source, text.len, false);
    }
    buf_done(&text);
    return module;
}

static bool is_path(const char *name)
{
    struct slice source;
    return strchr(name, '/') || strchr(name, '.') || module_source(slice_str(name), &source);
}

static JSModuleDef *load_module(JSContext *ctx, const char *name, void *opaque,
                                JSValueConst attributes)
{
    (void)opaque;
    JSValue exports = natives_builtin_module(ctx, name);
    if (JS_IsObject(exports)) {
        JSModuleDef *module = builtin_module(ctx, name, exports);
        JS_FreeValue(ctx, exports);
        return module;
    }
    if (is_path(name))
        return load_file(ctx, name, attributes);
    JSValue error = JS_NewPlainError(ctx, "Cannot find module '%s'", name);
    JS_DefinePropertyValueStr(ctx, error, "code", JS_NewString(ctx, "ERR_MODULE_NOT_FOUND"),
                              JS_PROP_C_W_E);
    JS_Throw(ctx, error);
    return NULL;
}

void module_init(JSRuntime *rt)
{
    JS_SetModuleLoaderFunc2(rt, normalize, load_module, NULL, NULL);
}

JSModuleDef *module_compile_main(JSContext *ctx)
{
    char *name = js_strndup(ctx, (const char *)guest.name.ptr, guest.name.len);
    if (!name)
        return NULL;
    JSModuleDef *module =
        compile(ctx, name, (const char *)guest.source.ptr, guest.source.len, true);
    js_free(ctx, name);
    return module;
}
