/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URL (https://url.spec.whatwg.org/) over ada, which parses into one string with offsets: reading a
 * part is copying a piece of it.
 *
 * A URL and its searchParams point at each other. Only the URL holds a reference; whichever object
 * goes first clears the other's pointer.
 */
#include "web_url.h"
#include "ada_c.h"
#include "web_parts.h"

static JSClassID url_id;

static struct url *url_of(JSContext *ctx, JSValueConst object)
{
    return JS_GetOpaque2(ctx, object, url_id);
}

static JSValue new_string(JSContext *ctx, const char *text, size_t len)
{
    return JS_NewStringLen(ctx, len ? text : "", len);
}

/* ---- parsing ---- */

struct url_arguments {
    struct web_text input, base;
    bool has_base;
};

static bool read_arguments(JSContext *ctx, struct url_arguments *a, int argc, JSValueConst *argv)
{
    *a = (struct url_arguments){.has_base = argc > 1 && !JS_IsUndefined(argv[1])};
    return web_check_count(ctx, argc, 1) && web_text_init(ctx, &a->input, argv[0]) &&
           (!a->has_base || web_text_init(ctx, &a->base, argv[1]));
}

static void free_arguments(JSContext *ctx, struct url_arguments *a)
{
    web_text_done(ctx, &a->input);
    web_text_done(ctx, &a->base);
}

/* NULL when it is no URL. */
static ada_url parse(const struct url_arguments *a)
{
    ada_url url = a->has_base
                      ? ada_parse_with_base(a->input.ptr, a->input.len, a->base.ptr, a->base.len)
                      : ada_parse(a->input.ptr, a->input.len);
    if (ada_is_valid(url))
        return url;
    ada_free(url);
    return NULL;
}

static JSValue throw_invalid(JSContext *ctx, const struct url_arguments *a)
{
    JSValue error = JS_NewTypeError(ctx, "Invalid URL");
    JS_DefinePropertyValueStr(ctx, error, "code", JS_NewString(ctx, "ERR_INVALID_URL"),
                              JS_PROP_C_W_E);
    JS_DefinePropertyValueStr(ctx, error, "input", new_string(ctx, a->input.ptr, a->input.len),
                              JS_PROP_C_W_E);
    if (a->has_base)
        JS_DefinePropertyValueStr(ctx, error, "base", new_string(ctx, a->base.ptr, a->base.len),
                                  JS_PROP_C_W_E);
    return JS_Throw(ctx, error);
}

/* Takes `parsed`. */
static JSValue new_object(JSContext *ctx, JSValueConst new_target, ada_url parsed)
{
    JSValue object = web_class_new(ctx, new_target, url_id);
    struct url *u = JS_IsException(object) ? NULL : js_mallocz(ctx, sizeof(*u));
    if (!u) {
        ada_free(parsed);
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    u->url = parsed;
    u->params_object = JS_UNDEFINED;
    JS_SetOpaque(object, u);
    return object;
}

static JSValue url_new(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv)
{
    struct url_arguments a;
    JSValue object = JS_EXCEPTION;
    if (read_arguments(ctx, &a, argc, argv)) {
        ada_url parsed = parse(&a);
        object = parsed ? new_object(ctx, new_target, parsed) : throw_invalid(ctx, &a);
    }
    free_arguments(ctx, &a);
    return object;
}

/* URL.parse: null instead of an exception */
static JSValue url_parse(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    struct url_arguments a;
    JSValue object = JS_EXCEPTION;
    if (read_arguments(ctx, &a, argc, argv)) {
        ada_url parsed = parse(&a);
        object = parsed ? new_object(ctx, JS_UNDEFINED, parsed) : JS_NULL;
    }
    free_arguments(ctx, &a);
    return object;
}

static JSValue url_can_parse(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    struct url_arguments a;
    JSValue result = JS_EXCEPTION;
    if (read_arguments(ctx, &a, argc, argv))
        result = JS_NewBool(ctx, a.has_base ? ada_can_parse_with_base(a.input.ptr, a.input.len,
                                                                      a.base.ptr, a.base.len)
                                            : ada_can_parse(a.input.ptr, a.input.len));
    free_arguments(ctx, &a);
    return result;
}

static void url_finalize(JSRuntime *rt, JSValueConst object)
{
    struct url *u = JS_GetOpaque(object, url_id);
    if (!u)
        return;
    if (u->params)
        u->params->owner = NULL;
    JS_FreeValueRT(rt, u->params_object);
    ada_free(u->url);
    js_free_rt(rt, u);
}

static void url_mark(JSRuntime *rt, JSValueConst object, JS_MarkFunc *mark)
{
    struct url *u = JS_GetOpaque(object, url_id);
    if (u)
        JS_MarkValue(rt, u->params_object, mark);
}

/* ---- parts ---- */

static bool set_search(ada_url url, const char *text, size_t len)
{
    ada_set_search(url, text, len);
    return true;
}

static bool set_hash(ada_url url, const char *text, size_t len)
{
    ada_set_hash(url, text, len);
    return true;
}

enum part { HREF, PROTOCOL, USERNAME, PASSWORD, HOST, HOSTNAME, PORT, PATHNAME, SEARCH, HASH };

static const struct {
    ada_string (*get)(ada_url url);
    bool (*set)(ada_url url, const char *text, size_t len);
} parts[] = {
    [HREF] = {ada_get_href, ada_set_href},
    [PROTOCOL] = {ada_get_protocol, ada_set_protocol},
    [USERNAME] = {ada_get_username, ada_set_username},
    [PASSWORD] = {ada_get_password, ada_set_password},
    [HOST] = {ada_get_host, ada_set_host},
    [HOSTNAME] = {ada_get_hostname, ada_set_hostname},
    [PORT] = {ada_get_port, ada_set_port},
    [PATHNAME] = {ada_get_pathname, ada_set_pathname},
    [SEARCH] = {ada_get_search, set_search},
    [HASH] = {ada_get_hash, set_hash},
};

static JSValue url_get(JSContext *ctx, JSValueConst self, int part)
{
    struct url *u = url_of(ctx, self);
    if (!u)
        return JS_EXCEPTION;
    ada_string text = parts[part].get(u->url);
    return new_string(ctx, text.data, text.length);
}

static void update_params(struct url *u)
{
    if (!u->params)
        return;
    ada_string query = ada_get_search(u->url);
    params_replace(u->params, slice_make(query.data, query.length));
}

/* Only href refuses what does not parse; the other setters ignore it. */
static JSValue url_set(JSContext *ctx, JSValueConst self, JSValueConst value, int part)
{
    struct url *u = url_of(ctx, self);
    if (!u)
        return JS_EXCEPTION;
    struct url_arguments a = {0};
    JSValue result = JS_EXCEPTION;
    if (web_text_init(ctx, &a.input, value)) {
        bool ok = parts[part].set(u->url, a.input.ptr, a.input.len);
        result = ok || part != HREF ? JS_UNDEFINED : throw_invalid(ctx, &a);
        if (part == HREF || part == SEARCH)
            update_params(u);
    }
    web_text_done(ctx, &a.input);
    return result;
}

static JSValue url_origin(JSContext *ctx, JSValueConst self)
{
    struct url *u = url_of(ctx, self);
    if (!u)
        return JS_EXCEPTION;
    ada_owned_string text = ada_get_origin(u->url);
    JSValue origin = new_string(ctx, text.data, text.length);
    ada_free_owned_string(text);
    return origin;
}

static JSValue url_search_params(JSContext *ctx, JSValueConst self)
{
    struct url *u = url_of(ctx, self);
    if (!u)
        return JS_EXCEPTION;
    if (JS_IsUndefined(u->params_object)) {
        ada_string query = ada_get_search(u->url);
        JSValue object = params_new_for(ctx, u, slice_make(query.data, query.length));
        if (JS_IsException(object))
            return object;
        u->params_object = object;
    }
    return JS_DupValue(ctx, u->params_object);
}

void url_set_query(struct url *owner, struct slice query)
{
    ada_set_search(owner->url, query.len ? (const char *)query.ptr : "", query.len);
}

static JSValue url_to_string(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)argc;
    (void)argv;
    return url_get(ctx, self, HREF);
}

#define PART(name, part) \
    JS_CGETSET_MAGIC_DEF2(name, url_get, url_set, (part), JS_PROP_CONFIGURABLE | JS_PROP_ENUMERABLE)

int web_url_init(JSContext *ctx, JSValueConst natives)
{
    (void)natives;
    static const JSCFunctionListEntry members[] = {
        WEB_METHOD("toString", 0, url_to_string),
        PART("href", HREF),
        WEB_GETTER("origin", url_origin),
        PART("protocol", PROTOCOL),
        PART("username", USERNAME),
        PART("password", PASSWORD),
        PART("host", HOST),
        PART("hostname", HOSTNAME),
        PART("port", PORT),
        PART("pathname", PATHNAME),
        PART("search", SEARCH),
        WEB_GETTER("searchParams", url_search_params),
        PART("hash", HASH),
        WEB_METHOD("toJSON", 0, url_to_string),
        WEB_TAG("URL"),
    };
    static const JSCFunctionListEntry statics[] = {
        WEB_METHOD("canParse", 1, url_can_parse),
        WEB_METHOD("parse", 1, url_parse),
    };
    const struct web_class class = {
        .id = &url_id,
        .def = {.class_name = "URL", .finalizer = url_finalize, .gc_mark = url_mark},
        .constructor = url_new,
        .length = 1,
        .members = members,
        .n_members = TR_ARRAY_LEN(members),
        .statics = statics,
        .n_statics = TR_ARRAY_LEN(statics),
    };
    return web_class_define(ctx, &class);
}
