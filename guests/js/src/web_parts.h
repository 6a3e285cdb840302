/* SPDX-License-Identifier: Apache-2.0 */
/* What the files web_*.c share. */
#ifndef JS_WEB_PARTS_H
#define JS_WEB_PARTS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"
#include "quickjs.h"

/* One part each: classes become globals, functions members of `natives`. -1: an exception is
 * pending. */
int web_clone_init(JSContext *ctx, JSValueConst natives);
int web_collate_init(JSContext *ctx, JSValueConst natives);
int web_encoder_init(JSContext *ctx, JSValueConst natives);
int web_decoder_init(JSContext *ctx, JSValueConst natives);
int web_hash_init(JSContext *ctx, JSValueConst natives);
int web_params_init(JSContext *ctx, JSValueConst natives);
int web_random_init(JSContext *ctx, JSValueConst natives);
int web_url_init(JSContext *ctx, JSValueConst natives);

struct web_class {
    JSClassID *id;
    JSClassDef def;
    JSCFunction *constructor;
    int length;
    const JSCFunctionListEntry *members;
    int n_members;
    const JSCFunctionListEntry *statics;
    int n_statics;
};

/* Makes a class and its global constructor. */
int web_class_define(JSContext *ctx, const struct web_class *class);
/* An object for a constructor that was called with `new_target`; undefined: of the class itself. */
JSValue web_class_new(JSContext *ctx, JSValueConst new_target, JSClassID id);

/* A USVString: text in UTF-8 whose lone surrogates are replaced by U+FFFD. */
struct web_text {
    const char *ptr;
    size_t len;
    const char *borrowed; /* of the engine */
    char *copy;           /* where a surrogate had to be replaced */
};

/* False: an exception is pending. web_text_done may follow in both cases. */
bool web_text_init(JSContext *ctx, struct web_text *text, JSValueConst value);
void web_text_done(JSContext *ctx, struct web_text *text);

/* Appends bytes that are meant as UTF-8, with U+FFFD for what is not. */
void web_decode_lossy(struct slice bytes, struct buf *out);

/* The bytes of an ArrayBuffer, typed array or DataView. They are valid until JavaScript runs again.
 * False: a TypeError is pending. */
bool web_bytes(JSContext *ctx, JSValueConst value, struct slice *out);

/* Where a typed array lies in its buffer, in bytes; `unit`: of one element. */
struct web_view {
    size_t offset, len, unit;
};

/* The buffer of a typed array: a fresh reference, or an exception where it is out of bounds. */
JSValue web_typed_array(JSContext *ctx, JSValueConst array, struct web_view *out);

/* Throws a TypeError with a `code` as Node has it. */
JSValue web_throw_type(JSContext *ctx, const char *code, const char *message);
/* False and a TypeError when a call had fewer arguments than its function needs. */
bool web_check_count(JSContext *ctx, int argc, int needed);

#define WEB_METHOD(name, length, function) JS_CFUNC_DEF2(name, length, function, JS_PROP_C_W_E)
#define WEB_GETTER(name, function) \
    JS_CGETSET_DEF2(name, function, NULL, JS_PROP_CONFIGURABLE | JS_PROP_ENUMERABLE)
#define WEB_TAG(name) JS_PROP_STRING_DEF("[Symbol.toStringTag]", name, JS_PROP_CONFIGURABLE)

#endif
