/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The result rule. A module that exports a default function: the function is called with the input
 * and what it returns, awaited, is the result; any other default export is itself the result. A
 * script: the value of its last expression, awaited when it is a promise.
 *
 * A file is a module when the host says so, or when it does not parse as a script but does as a
 * module. A script without the word "await" is evaluated directly: the asynchronous form costs a
 * promise, a coroutine and their pages.
 */
#include "program.h"
#include "guest.h"
#include "module.h"
#include "value.h"

enum step {
    STEP_SCRIPT, /* main is the promise of {value} */
    STEP_MODULE, /* main is the promise of the module's evaluation */
    STEP_RESULT, /* main is the promise of the result */
    STEP_DONE    /* guest.result is valid */
};

static struct {
    enum step step;
    const char *error_code;
    JSModuleDef *module;
} program;

const char *program_error_code(void)
{
    return program.error_code;
}

static bool has_word(const char *word)
{
    return memmem(guest.source.ptr, guest.source.len, word, strlen(word)) != NULL;
}

static void wait_for(JSValue promise, enum step step)
{
    guest.main = promise;
    program.step = step;
}

/* A result that is a promise is awaited. */
static void take_result(JSValue value)
{
    if (JS_IsPromise(value)) {
        wait_for(value, STEP_RESULT);
        return;
    }
    guest.main = JS_UNDEFINED;
    guest.result = value;
    program.step = STEP_DONE;
}

/* The input as a value; undefined when there is none. */
static JSValue read_input(JSContext *ctx)
{
    return guest.input.len > 0 ? value_read(ctx, guest.input) : JS_UNDEFINED;
}

/* globalThis.input, for programs that name it. */
static bool define_input(JSContext *ctx)
{
    if (guest.input.len == 0 || !has_word("input"))
        return true;
    JSValue value = read_input(ctx);
    if (JS_IsException(value))
        return false;
    JSValue global = JS_GetGlobalObject(ctx);
    JS_DefinePropertyValueStr(ctx, global, "input", value, JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
    JS_FreeValue(ctx, global);
    return true;
}

/* ---- modules ---- */

static bool start_module(JSContext *ctx)
{
    program.error_code = "syntax";
    program.module = module_compile_main(ctx);
    if (!program.module)
        return false;
    program.error_code = NULL;
    JSValue function = JS_DupValue(ctx, JS_MKPTR(JS_TAG_MODULE, program.module));
    JSValue promise = JS_EvalFunction(ctx, function);
    if (JS_IsException(promise))
        return false;
    wait_for(promise, STEP_MODULE);
    return true;
}

/* A class is no function to call; its prototype is read-only, other functions' is not. */
static bool is_class(JSContext *ctx, JSValueConst function)
{
    JSPropertyDescriptor own;
    JSAtom atom = JS_NewAtom(ctx, "prototype");
    int found = JS_GetOwnProperty(ctx, &own, function, atom);
    JS_FreeAtom(ctx, atom);
    if (found <= 0)
        return false;
    JS_FreeValues(ctx, own.value, own.getter, own.setter);
    return !(own.flags & JS_PROP_WRITABLE);
}

static bool call_default(JSContext *ctx)
{
    JSValue names = JS_GetModuleNamespace(ctx, program.module);
    JSValue value = JS_IsException(names) ? names : JS_GetPropertyStr(ctx, names, "default");
    if (JS_IsFunction(ctx, value) && !is_class(ctx, value)) {
        JSValue function = value, input = read_input(ctx);
        value = JS_IsException(input) ? input : JS_Call(ctx, function, JS_UNDEFINED, 1, &input);
        JS_FreeValues(ctx, function, input);
    }
    JS_FreeValue(ctx, names);
    if (JS_IsException(value))
        return false;
    take_result(value);
    return true;
}

/* ---- scripts ---- */

/* Whether the pending exception, thrown while a script was parsed, may be due to import or export.
 */
static bool may_be_module(void)
{
    return has_word("import") || has_word("export");
}

static bool start_script(JSContext *ctx)
{
    char name[256];
    size_t len = guest.name.len < sizeof(name) ? guest.name.len : sizeof(name) - 1;
    memcpy(name, guest.name.ptr, len);
    name[len] = 0;
    bool async = has_word("await");
    JSValue function =
        JS_Eval(ctx, (const char *)guest.source.ptr, guest.source.len, name,
                JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY | (async ? JS_EVAL_FLAG_ASYNC : 0));
    if (JS_IsException(function)) {
        if (may_be_module()) {
            JS_FreeValue(ctx, JS_GetException(ctx));
            return start_module(ctx);
        }
        program.error_code = "syntax";
        return false;
    }
    JSValue value = JS_EvalFunction(ctx, function);
    if (JS_IsException(value))
        return false;
    if (async)
        wait_for(value, STEP_SCRIPT);
    else
        take_result(value);
    return true;
}

bool program_start(JSContext *ctx, bool is_module)
{
    if (!define_input(ctx))
        return false;
    return is_module ? start_module(ctx) : start_script(ctx);
}

bool program_advance(JSContext *ctx)
{
    while (program.step != STEP_DONE && JS_PromiseState(ctx, guest.main) == JS_PROMISE_FULFILLED) {
        JSValue value = JS_PromiseResult(ctx, guest.main);
        if (program.step == STEP_MODULE) {
            if (!call_default(ctx))
                return false;
        } else if (program.step == STEP_SCRIPT) {
            take_result(JS_GetPropertyStr(ctx, value, "value"));
        } else {
            guest.main = JS_UNDEFINED;
            guest.result = JS_DupValue(ctx, value);
            program.step = STEP_DONE;
        }
        JS_FreeValue(ctx, value);
    }
    return true;
}
