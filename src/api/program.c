/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs. A JavaScript program is its sources and the guest that runs it; a WebAssembly program
 * is a module of its own. Loading goes through the pool, because compiling needs a deep stack as
 * much as running does.
 */
#include "api/api.h"
#include "base/limits.h"
#include <stdlib.h>

static bool is_javascript(enum tr_kind kind)
{
    return kind == TR_JAVASCRIPT || kind == TR_JAVASCRIPT_MODULE;
}

struct load {
    tr_program *program;
    struct slice bytes;
    tr_rc rc;
    struct tr_err *err;
};

/* Wasmtime words an error in text as "expected a i32 --> <anon>:3:15 | …": the place becomes an
 * offset in the text, and what follows it, a drawing, goes. */
static void place_text_error(struct slice text, struct tr_err *err)
{
    static const char mark[] = "<anon>:";
    if (!err)
        return;
    char *at = strstr(err->message, mark), *end;
    if (!at)
        return;
    unsigned long line = strtoul(at + strlen(mark), &end, 10);
    unsigned long column = *end == ':' ? strtoul(end + 1, NULL, 10) : 1;
    char *arrow = strstr(err->message, "-->");
    *(arrow && arrow < at ? arrow : at) = '\0';
    for (size_t len = strlen(err->message); len > 0 && err->message[len - 1] <= ' '; len--)
        err->message[len - 1] = '\0';
    size_t offset = 0;
    for (; line > 1 && offset < text.len; offset++)
        line -= text.ptr[offset] == '\n';
    offset += column > 0 ? column - 1 : 0;
    err->offset = offset < text.len ? offset : text.len;
}

/* Offsets of a module made from text are of no use to who wrote the text. */
static tr_rc forget_offset(tr_rc rc, struct tr_err *err)
{
    if (rc != TR_OK && err)
        err->offset = TR_NO_OFFSET;
    return rc;
}

static tr_rc load_foreign(tr_program *program, struct slice bytes, struct tr_err *err)
{
    TR_CLEANUP(buf_done) struct buf binary = BUF_INIT(WASM_MODULE_BYTES_MAX);
    if (program->kind == TR_WAT) {
        tr_rc rc = module_from_text(bytes, &binary, err);
        if (rc != TR_OK) {
            place_text_error(bytes, err);
            return rc;
        }
        bytes = buf_slice(&binary);
    }
    tr_rc rc =
        module_load(program->runtime->engine, MODULE_FOREIGN, bytes, NULL, &program->module, err);
    if (rc != TR_OK)
        return program->kind == TR_WAT ? forget_offset(rc, err) : rc;
    const char *start = module_export_type(program->module, "_start");
    if (start && strcmp(start, ":") == 0)
        return TR_OK;
    return tr_fail(err, TR_E_UNSUPPORTED,
                   start ? "_start has parameters or results: it is no WASI program"
                         : "the module exports no _start: it is a library, not a WASI program");
}

static void load(void *arg)
{
    struct load *load = arg;
    tr_program *program = load->program;
    if (is_javascript(program->kind))
        load->rc = runtime_javascript(program->runtime, &program->module, load->err);
    else
        load->rc = load_foreign(program, load->bytes, load->err);
}

static tr_rc fill(tr_program *program, const char *name, struct slice bytes, struct tr_err *err)
{
    program->name = strdup(name);
    if (!program->name)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a program");
    program->source = BUF_INIT(SIZE_MAX);
    if (is_javascript(program->kind) && !buf_append_slice(&program->source, bytes))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a program's source");
    struct load job = {.program = program, .bytes = bytes, .err = err};
    TR_TRY(pool_run(&program->runtime->pool, load, &job, err));
    return job.rc;
}

tr_rc tr_program_new(tr_runtime *runtime, enum tr_kind kind, const char *name, const void *bytes,
                     size_t len, tr_program **out, struct tr_err *err)
{
    if (!runtime || !name || (!bytes && len > 0) || (unsigned)kind > TR_WAT)
        return tr_fail(err, TR_E_USAGE, "a program needs a runtime, a kind, a name and bytes");
    tr_program *program = calloc(1, sizeof(*program));
    if (!program)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a program");
    program->runtime = runtime;
    program->kind = kind;
    tr_rc rc = fill(program, name, slice_make(bytes, len), err);
    if (rc != TR_OK) {
        tr_program_free(program);
        return rc;
    }
    *out = program;
    return TR_OK;
}

static bool copy_slice(struct slice from, struct slice *out)
{
    uint8_t *copy = malloc(from.len + 1);
    if (!copy)
        return false;
    if (from.len > 0)
        memcpy(copy, from.ptr, from.len);
    *out = slice_make(copy, from.len);
    return true;
}

static void free_slice(struct slice s)
{
    free((void *)(uintptr_t)s.ptr);
}

tr_rc tr_program_add_module(tr_program *program, const char *name, const void *text, size_t len,
                            struct tr_err *err)
{
    struct run_module added = {0};
    if (!program || !name || (!text && len > 0))
        return tr_fail(err, TR_E_USAGE, "a module needs a program, a name and a text");
    /* As imports name it: "./x.js" and "x.js" are one file. */
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    if (!is_javascript(program->kind))
        return tr_fail(err, TR_E_USAGE, "only JavaScript programs have modules");
    if (program->n_modules == RUN_MODULES_MAX)
        return tr_fail(err, TR_E_LIMIT, "a program has at most %d modules", RUN_MODULES_MAX);
    for (unsigned i = 0; i < program->n_modules; i++)
        if (slice_is(program->modules[i].name, name))
            return tr_fail(err, TR_E_USAGE, "the module name %s is taken", name);
    struct run_module *modules =
        realloc(program->modules, (program->n_modules + 1) * sizeof(*modules));
    if (!modules)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    program->modules = modules;
    if (!copy_slice(slice_str(name), &added.name) ||
        !copy_slice(slice_make(text, len), &added.text)) {
        free_slice(added.name);
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    }
    modules[program->n_modules++] = added;
    return TR_OK;
}

void tr_program_free(tr_program *program)
{
    if (!program)
        return;
    if (program->module)
        module_unref(program->module);
    for (unsigned i = 0; i < program->n_modules; i++) {
        free_slice(program->modules[i].name);
        free_slice(program->modules[i].text);
    }
    free(program->modules);
    buf_done(&program->source);
    free(program->name);
    free(program);
}
