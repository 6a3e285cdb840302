/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URLSearchParams over ada's list.
 *
 * The constructor's three shapes of argument are taken apart by JavaScript
 * (guests/js/web/pairs.js), registered with natives.setPairsOf: a list of names and values, or
 * undefined for what is to be parsed as text. An iterator is live: it holds the object and ada's
 * position in it.
 */
#include "ada_c.h"
#include "base/utf8.h"
#include "web_parts.h"
#include "web_url.h"

#define PARAM_BYTES_MAX ((size_t)1 << 31)

static JSClassID params_id, iterator_id;
static JSValue pairs_of; /* function of the prelude */

enum iteration { KEYS, VALUES, ENTRIES };

struct iterator {
    ada_url_search_params_entries_iter at;
    JSValue params;
    enum iteration kind;
};

static struct params *params_of(JSContext *ctx, JSValueConst object)
{
    return JS_GetOpaque2(ctx, object, params_id);
}

static JSValue new_string(JSContext *ctx, ada_string text)
{
    return JS_NewStringLen(ctx, text.length ? text.data : "", text.length);
}

/* ---- making and freeing ---- */

static struct slice slice_of(ada_string text)
{
    return slice_make(text.data, text.length);
}

static bool is_well_formed(ada_url_search_params list)
{
    bool ok = true;
    ada_url_search_params_entries_iter at = ada_search_params_get_entries(list);
    while (ok && ada_search_params_entries_iter_has_next(at)) {
        ada_string_pair pair = ada_search_params_entries_iter_next(at);
        ok = utf8_valid(slice_of(pair.key)) && utf8_valid(slice_of(pair.value));
    }
    ada_free_search_params_entries_iter(at);
    return ok;
}

static void append_lossy(ada_url_search_params list, ada_string_pair pair)
{
    struct buf key = BUF_INIT(PARAM_BYTES_MAX), value = BUF_INIT(PARAM_BYTES_MAX);
    web_decode_lossy(slice_of(pair.key), &key);
    web_decode_lossy(slice_of(pair.value), &value);
    ada_search_params_append(list, (const char *)key.ptr, key.len, (const char *)value.ptr,
                             value.len);
    buf_done(&key);
    buf_done(&value);
}

/* ada unescapes to bytes, which need not be UTF-8: then the list is filled once more, with the text
 * of a clean copy. The list itself stays, since iterators point at it. */
static void load(ada_url_search_params list, struct slice query)
{
    ada_search_params_reset(list, query.len ? (const char *)query.ptr : "", query.len);
    if (is_well_formed(list))
        return;
    ada_url_search_params clean = ada_parse_search_params("", 0);
    ada_url_search_params_entries_iter at = ada_search_params_get_entries(list);
    while (ada_search_params_entries_iter_has_next(at))
        append_lossy(clean, ada_search_params_entries_iter_next(at));
    ada_free_search_params_entries_iter(at);
    ada_owned_string text = ada_search_params_to_string(clean);
    ada_search_params_reset(list, text.data, text.length);
    ada_free_owned_string(text);
    ada_free_search_params(clean);
}

static struct params *attach(JSContext *ctx, JSValueConst object, struct slice query)
{
    struct params *p = js_mallocz(ctx, sizeof(*p));
    if (!p)
        return NULL;
    p->list = ada_parse_search_params("", 0);
    load(p->list, query);
    JS_SetOpaque(object, p);
    return p;
}

JSValue params_new_for(JSContext *ctx, struct url *owner, struct slice query)
{
    JSValue object = web_class_new(ctx, JS_UNDEFINED, params_id);
    struct params *p = JS_IsException(object) ? NULL : attach(ctx, object, query);
    if (!p) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    p->owner = owner;
    owner->params = p;
    return object;
}

static bool append_item(JSContext *ctx, struct params *p, JSValueConst pairs, uint32_t index)
{
    struct web_text key = {0}, value = {0};
    JSValue items[2] = {JS_GetPropertyUint32(ctx, pairs, index),
                        JS_GetPropertyUint32(ctx, pairs, index + 1)};
    bool ok = web_text_init(ctx, &key, items[0]) && web_text_init(ctx, &value, items[1]);
    if (ok)
        ada_search_params_append(p->list, key.ptr, key.len, value.ptr, value.len);
    web_text_done(ctx, &key);
    web_text_done(ctx, &value);
    JS_FreeValues(ctx, items[0], items[1]);
    return ok;
}

static bool fill(JSContext *ctx, struct params *p, JSValueConst init)
{
    JSValue pairs = JS_UNDEFINED;
    if (JS_IsObject(init))
        pairs = JS_Call(ctx, pairs_of, JS_UNDEFINED, 1, &init);
    int64_t count = 0;
    bool ok = !JS_IsException(pairs);
    if (ok && JS_IsObject(pairs)) {
        ok = JS_GetLength(ctx, pairs, &count) >= 0;
        for (uint32_t i = 0; ok && i < count; i += 2)
            ok = append_item(ctx, p, pairs, i);
    } else if (ok && !JS_IsUndefined(init) && !JS_IsNull(init)) { /* null counts as in Node */
        struct web_text text;
        ok = web_text_init(ctx, &text, init);
        if (ok)
            params_replace(p, slice_make(text.ptr, text.len));
        web_text_done(ctx, &text);
    }
    JS_FreeValue(ctx, pairs);
    return ok;
}

static JSValue params_new(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv)
{
    JSValue object = web_class_new(ctx, new_target, params_id);
    struct params *p = JS_IsException(object) ? NULL : attach(ctx, object, (struct slice){0});
    if (p && fill(ctx, p, argc > 0 ? argv[0] : JS_UNDEFINED))
        return object;
    JS_FreeValue(ctx, object);
    return JS_EXCEPTION;
}

static void params_finalize(JSRuntime *rt, JSValueConst object)
{
    struct params *p = JS_GetOpaque(object, params_id);
    if (!p)
        return;
    if (p->owner)
        p->owner->params = NULL;
    ada_free_search_params(p->list);
    js_free_rt(rt, p);
}

void params_replace(struct params *params, struct slice query)
{
    load(params->list, query);
}

/* ---- methods ---- */

static void changed(struct params *p)
{
    if (!p->owner)
        return;
    ada_owned_string text = ada_search_params_to_string(p->list);
    url_set_query(p->owner, slice_make(text.data, text.length));
    ada_free_owned_string(text);
}

/* `this`, a name and perhaps a value: what most methods start with. */
struct params_call {
    struct params *params;
    struct web_text name, value;
    bool has_value;
};

static bool begin(JSContext *ctx, struct params_call *c, JSValueConst self, int argc,
                  JSValueConst *argv, int needed)
{
    *c = (struct params_call){.has_value = argc > 1 && (needed > 1 || !JS_IsUndefined(argv[1]))};
    c->params = params_of(ctx, self);
    return c->params && web_check_count(ctx, argc, needed) &&
           web_text_init(ctx, &c->name, argv[0]) &&
           (!c->has_value || web_text_init(ctx, &c->value, argv[1]));
}

static JSValue end(JSContext *ctx, struct params_call *c, JSValue result)
{
    web_text_done(ctx, &c->name);
    web_text_done(ctx, &c->value);
    return result;
}

static JSValue params_append(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 2))
        return end(ctx, &c, JS_EXCEPTION);
    ada_search_params_append(c.params->list, c.name.ptr, c.name.len, c.value.ptr, c.value.len);
    changed(c.params);
    return end(ctx, &c, JS_UNDEFINED);
}

static JSValue params_set(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 2))
        return end(ctx, &c, JS_EXCEPTION);
    ada_search_params_set(c.params->list, c.name.ptr, c.name.len, c.value.ptr, c.value.len);
    changed(c.params);
    return end(ctx, &c, JS_UNDEFINED);
}

static JSValue params_delete(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 1))
        return end(ctx, &c, JS_EXCEPTION);
    if (c.has_value)
        ada_search_params_remove_value(c.params->list, c.name.ptr, c.name.len, c.value.ptr,
                                       c.value.len);
    else
        ada_search_params_remove(c.params->list, c.name.ptr, c.name.len);
    changed(c.params);
    return end(ctx, &c, JS_UNDEFINED);
}

static JSValue params_has(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 1))
        return end(ctx, &c, JS_EXCEPTION);
    bool has = c.has_value ? ada_search_params_has_value(c.params->list, c.name.ptr, c.name.len,
                                                         c.value.ptr, c.value.len)
                           : ada_search_params_has(c.params->list, c.name.ptr, c.name.len);
    return end(ctx, &c, JS_NewBool(ctx, has));
}

static JSValue params_get(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 1))
        return end(ctx, &c, JS_EXCEPTION);
    ada_string text = ada_search_params_get(c.params->list, c.name.ptr, c.name.len);
    return end(ctx, &c, text.data ? new_string(ctx, text) : JS_NULL);
}

static JSValue params_get_all(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params_call c;
    if (!begin(ctx, &c, self, argc, argv, 1))
        return end(ctx, &c, JS_EXCEPTION);
    ada_strings found = ada_search_params_get_all(c.params->list, c.name.ptr, c.name.len);
    JSValue list = JS_NewArray(ctx);
    for (size_t i = 0; i < ada_strings_size(found); i++)
        JS_SetPropertyUint32(ctx, list, (uint32_t)i, new_string(ctx, ada_strings_get(found, i)));
    ada_free_strings(found);
    return end(ctx, &c, list);
}

static JSValue params_sort(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)argc;
    (void)argv;
    struct params *p = params_of(ctx, self);
    if (!p)
        return JS_EXCEPTION;
    ada_search_params_sort(p->list);
    changed(p);
    return JS_UNDEFINED;
}

static JSValue params_to_string(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)argc;
    (void)argv;
    struct params *p = params_of(ctx, self);
    if (!p)
        return JS_EXCEPTION;
    ada_owned_string text = ada_search_params_to_string(p->list);
    JSValue result = JS_NewStringLen(ctx, text.length ? text.data : "", text.length);
    ada_free_owned_string(text);
    return result;
}

static JSValue params_size(JSContext *ctx, JSValueConst self)
{
    struct params *p = params_of(ctx, self);
    return p ? JS_NewInt64(ctx, (int64_t)ada_search_params_size(p->list)) : JS_EXCEPTION;
}

static bool call_for_pair(JSContext *ctx, JSValueConst self, JSValueConst *argv,
                          ada_string_pair pair)
{
    JSValue args[3] = {new_string(ctx, pair.value), new_string(ctx, pair.key),
                       JS_DupValue(ctx, self)};
    JSValue done = JS_Call(ctx, argv[0], argv[1], 3, args);
    JS_FreeValues(ctx, args[0], args[1], args[2], done);
    return !JS_IsException(done);
}

/* forEach(callback, this) */
static JSValue params_for_each(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct params *p = params_of(ctx, self);
    if (!p || !web_check_count(ctx, argc, 1))
        return JS_EXCEPTION;
    if (!JS_IsFunction(ctx, argv[0]))
        return web_throw_type(ctx, "ERR_INVALID_ARG_TYPE",
                              "The \"callback\" argument must be of type function");
    JSValueConst args[2] = {argv[0], argc > 1 ? argv[1] : JS_UNDEFINED};
    ada_url_search_params_entries_iter at = ada_search_params_get_entries(p->list);
    bool ok = true;
    while (ok && ada_search_params_entries_iter_has_next(at))
        ok = call_for_pair(ctx, self, args, ada_search_params_entries_iter_next(at));
    ada_free_search_params_entries_iter(at);
    return ok ? JS_UNDEFINED : JS_EXCEPTION;
}

/* ---- iterators ---- */

static JSValue params_iterate(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv,
                              int kind)
{
    (void)argc;
    (void)argv;
    struct params *p = params_of(ctx, self);
    if (!p)
        return JS_EXCEPTION;
    JSValue object = JS_NewObjectClass(ctx, iterator_id);
    struct iterator *it = JS_IsException(object) ? NULL : js_malloc(ctx, sizeof(*it));
    if (!it) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    it->at = ada_search_params_get_entries(p->list);
    it->params = JS_DupValue(ctx, self);
    it->kind = (enum iteration)kind;
    JS_SetOpaque(object, it);
    return object;
}

static void iterator_finalize(JSRuntime *rt, JSValueConst object)
{
    struct iterator *it = JS_GetOpaque(object, iterator_id);
    if (!it)
        return;
    ada_free_search_params_entries_iter(it->at);
    JS_FreeValueRT(rt, it->params);
    js_free_rt(rt, it);
}

static void iterator_mark(JSRuntime *rt, JSValueConst object, JS_MarkFunc *mark)
{
    struct iterator *it = JS_GetOpaque(object, iterator_id);
    if (it)
        JS_MarkValue(rt, it->params, mark);
}

static JSValue iterator_next(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv,
                             int *done, int magic)
{
    (void)argc;
    (void)argv;
    (void)magic;
    struct iterator *it = JS_GetOpaque2(ctx, self, iterator_id);
    *done = 0;
    if (!it)
        return JS_EXCEPTION;
    if (!ada_search_params_entries_iter_has_next(it->at)) {
        *done = 1;
        return JS_UNDEFINED;
    }
    ada_string_pair pair = ada_search_params_entries_iter_next(it->at);
    if (it->kind != ENTRIES)
        return new_string(ctx, it->kind == KEYS ? pair.key : pair.value);
    JSValue items[2] = {new_string(ctx, pair.key), new_string(ctx, pair.value)};
    return JS_NewArrayFrom(ctx, 2, items);
}

/* The class of iterators; its prototype inherits from Iterator.prototype. */
static int init_iterator(JSContext *ctx)
{
    static const JSCFunctionListEntry members[] = {
        JS_ITERATOR_NEXT_DEF("next", 0, iterator_next, 0),
        WEB_TAG("URLSearchParams Iterator"),
    };
    static const JSClassDef def = {.class_name = "URLSearchParams Iterator",
                                   .finalizer = iterator_finalize,
                                   .gc_mark = iterator_mark};
    JS_NewClassID(JS_GetRuntime(ctx), &iterator_id);
    if (JS_NewClass(JS_GetRuntime(ctx), iterator_id, &def) < 0)
        return -1;
    JSValue global = JS_GetGlobalObject(ctx);
    JSValue class = JS_GetPropertyStr(ctx, global, "Iterator");
    JSValue parent = JS_GetPropertyStr(ctx, class, "prototype");
    JSValue prototype = JS_NewObjectProto(ctx, parent);
    JS_FreeValues(ctx, global, class, parent);
    JS_SetPropertyFunctionList(ctx, prototype, members, TR_ARRAY_LEN(members));
    JS_SetClassProto(ctx, iterator_id, prototype);
    return 0;
}

/* setPairsOf(function) */
static JSValue set_pairs_of(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    pairs_of = JS_DupValue(ctx, argv[0]);
    return JS_UNDEFINED;
}

#define ITERATION(name, kind) JS_CFUNC_MAGIC_DEF(name, 0, params_iterate, kind)

int web_params_init(JSContext *ctx, JSValueConst natives)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("setPairsOf", 1, set_pairs_of),
    };
    static const JSCFunctionListEntry members[] = {
        WEB_METHOD("append", 2, params_append),
        WEB_METHOD("delete", 1, params_delete),
        WEB_METHOD("get", 1, params_get),
        WEB_METHOD("getAll", 1, params_get_all),
        WEB_METHOD("has", 1, params_has),
        WEB_METHOD("set", 2, params_set),
        WEB_METHOD("sort", 0, params_sort),
        WEB_METHOD("toString", 0, params_to_string),
        WEB_METHOD("forEach", 1, params_for_each),
        ITERATION("keys", KEYS),
        ITERATION("values", VALUES),
        ITERATION("entries", ENTRIES),
        JS_ALIAS_DEF("[Symbol.iterator]", "entries"),
        WEB_GETTER("size", params_size),
        WEB_TAG("URLSearchParams"),
    };
    const struct web_class class = {
        .id = &params_id,
        .def = {.class_name = "URLSearchParams", .finalizer = params_finalize},
        .constructor = params_new,
        .members = members,
        .n_members = TR_ARRAY_LEN(members),
    };
    pairs_of = JS_UNDEFINED;
    JS_SetPropertyFunctionList(ctx, natives, functions, TR_ARRAY_LEN(functions));
    return init_iterator(ctx) < 0 ? -1 : web_class_define(ctx, &class);
}
