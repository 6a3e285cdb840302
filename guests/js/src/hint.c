/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See hint.h.
 *
 * A rule is a message of the engine, in which a * stands for a name, and the function that makes
 * the hint. The functions look at the program's source around the place of the error: quickjs gives
 * the start of an expression for a failed property access, the last name before the parenthesis for
 * a failed call, and the token that did not fit for a syntax error.
 */
#include "hint.h"
#include "base/err.h"
#include "module.h"
#include "near.h"

#define SHOWN_MAX 60

struct context {
    const struct hint_input *in;
    struct slice subject; /* what the * stood for */
    struct slice source;  /* of the file; empty when unknown */
    size_t at;            /* offset of the place in it */
    struct buf *out;
};

typedef void hint_maker(const struct context *c);

/* ---- source ---- */

/* The offset of a line and column (in code points); the source's length when past its end. */
static size_t offset_of(struct slice source, uint32_t line, uint32_t column)
{
    size_t at = 0;
    for (uint32_t n = 1; n < line; n++) {
        while (at < source.len && source.ptr[at] != '\n')
            at++;
        at += at < source.len;
    }
    for (uint32_t n = 1; n < column && at < source.len; n++) {
        at++;
        while (at < source.len && (source.ptr[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The word that ends before `at`, spaces between them skipped. */
static struct slice word_before(struct slice source, size_t at)
{
    while (at > 0 && is_space(source.ptr[at - 1]))
        at--;
    size_t end = at;
    while (at > 0 && near_is_word(source.ptr[at - 1]))
        at--;
    return slice_make(source.ptr + at, end - at);
}

static struct slice word_from(struct slice source, size_t at)
{
    size_t end = at;
    while (end < source.len && near_is_word(source.ptr[end]))
        end++;
    return slice_make(source.ptr + at, end - at);
}

/* The chain of names and dots that ends with the word at `at`: "user.address.city". */
static struct slice chain_to(struct slice source, size_t at)
{
    struct slice word = word_from(source, at);
    size_t from = at;
    while (from > 1 && source.ptr[from - 1] == '.' && near_is_word(source.ptr[from - 2])) {
        from--;
        while (from > 0 && near_is_word(source.ptr[from - 1]))
            from--;
    }
    return slice_make(source.ptr + from, at + word.len - from);
}

/* The chain from `at` up to ".property", which follows it; empty when there is none. */
static struct slice chain_before(struct slice source, size_t at, struct slice property)
{
    for (size_t end = at; end < source.len; end++) {
        uint8_t byte = source.ptr[end];
        if (byte == '.' && slice_eq(word_from(source, end + 1), property))
            return slice_make(source.ptr + at, end - at);
        if (byte != '.' && byte != '[' && byte != ']' && !near_is_word(byte))
            break;
    }
    return slice_make(NULL, 0);
}

static bool is_shown(struct slice text)
{
    return text.len > 0 && text.len <= SHOWN_MAX;
}

static void say_name(const struct context *c, struct slice name, const char *rest)
{
    buf_append_str(c->out, "`");
    buf_append_slice(c->out, name);
    buf_append_str(c->out, rest);
}

/* ---- makers ---- */

static void hint_undefined_name(const struct context *c)
{
    static const struct {
        const char *name, *hint;
    } foreign[] = {
        {"input", "The program was given no input."},
        {"window", "There is no browser window here; globals are on globalThis."},
        {"document", "There is no document here; programs run without a browser."},
        {"localStorage", "There is no browser storage here; files are reached through node:fs."},
        {"XMLHttpRequest", "XMLHttpRequest does not exist here; use fetch."},
        {"alert", "alert does not exist here; use console.log."},
        {"module", "CommonJS exports do not exist here; use `export default`."},
        {"exports", "CommonJS exports do not exist here; use `export`."},
        {"__dirname", "Use import.meta.dirname in a module."},
        {"__filename", "Use import.meta.filename in a module."},
        {"Deno", "This is not Deno; files are reached through node:fs."},
        {"Bun", "This is not Bun; files are reached through node:fs."},
        {"Buffer", "Buffer does not exist here; use Uint8Array, TextEncoder and TextDecoder."},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(foreign); i++) {
        if (slice_is(c->subject, foreign[i].name)) {
            buf_append_str(c->out, foreign[i].hint);
            return;
        }
    }
    struct buf near = BUF_INIT(256);
    if (near_find(c->in->ctx, c->subject, c->source, &near) &&
        !slice_is(buf_slice(&near), "undefined")) {
        buf_append_str(c->out, "Did you mean ");
        say_name(c, buf_slice(&near), "`?");
    }
    buf_done(&near);
}

static void hint_uninitialized(const struct context *c)
{
    say_name(c, c->subject,
             "` is declared further down with let, const or class; move the declaration up.");
}

static void hint_read_only(const struct context *c)
{
    say_name(c, c->subject, "` is a constant; declare it with let to assign to it.");
}

static void hint_property(const struct context *c, const char *what)
{
    struct slice chain = chain_before(c->source, c->at, c->subject);
    if (!c->in->direct || !is_shown(chain))
        return;
    say_name(c, chain, "` is ");
    buf_append_str(c->out, what);
    buf_append_str(c->out, " here.");
}

static void hint_property_of_undefined(const struct context *c)
{
    hint_property(c, "undefined");
}

static void hint_property_of_null(const struct context *c)
{
    hint_property(c, "null");
}

/* Whether what ends at `end` is called. The engine's place of a failed call may be an argument of
 * it, whose name must not be blamed. */
static bool is_called(struct slice source, const uint8_t *end)
{
    size_t at = (size_t)(end - source.ptr);
    while (at < source.len && is_space(source.ptr[at]))
        at++;
    return at < source.len && source.ptr[at] == '(';
}

static void hint_not_function(const struct context *c)
{
    struct slice chain = chain_to(c->source, c->at);
    if (c->in->direct && is_shown(chain) && !slice_is(chain, "new") &&
        is_called(c->source, chain.ptr + chain.len))
        say_name(c, chain, "` is not a function.");
}

static void hint_return(const struct context *c)
{
    buf_append_str(c->out, "The result is the value of the last expression, or what an exported "
                           "default function returns; take `return` out.");
}

static void hint_module(const struct context *c)
{
    if (memchr(c->subject.ptr, '.', c->subject.len) == NULL)
        buf_append_str(c->out,
                       "Packages are not installed here; there are built-in modules such as "
                       "fs, path, crypto, url and util. A file is imported by its whole "
                       "name, with its ending.");
}

/* A statement that the parser ended too early: `await` outside async, or TypeScript. */
static void hint_expected_semicolon(const struct context *c)
{
    struct slice before = word_before(c->source, c->at);
    bool colon = c->at < c->source.len && c->source.ptr[c->at] == ':';
    if (slice_is(before, "await"))
        buf_append_str(c->out, "`await` is allowed at the top level and in async functions only; "
                               "make the function around it async.");
    else if (colon || slice_is(before, "interface") || slice_is(before, "enum") ||
             slice_is(before, "type"))
        buf_append_str(c->out, "This looks like TypeScript; take the types out.");
}

static const struct {
    const char *class, *message;
    hint_maker *make;
} rules[] = {
    {"ReferenceError", "* is not defined", hint_undefined_name},
    {"ReferenceError", "* is not initialized", hint_uninitialized},
    {"Error", "Cannot find module '*'", hint_module},
    {"TypeError", "'*' is read-only", hint_read_only},
    {"TypeError", "cannot read property '*' of undefined", hint_property_of_undefined},
    {"TypeError", "cannot set property '*' of undefined", hint_property_of_undefined},
    {"TypeError", "cannot read property '*' of null", hint_property_of_null},
    {"TypeError", "cannot set property '*' of null", hint_property_of_null},
    {"TypeError", "not a function", hint_not_function},
    {"SyntaxError", "return not in a function", hint_return},
    {"SyntaxError", "expecting ';'", hint_expected_semicolon},
};

static bool matches(const char *pattern, struct slice text, struct slice *subject)
{
    const char *star = strchr(pattern, '*');
    if (!star)
        return slice_is(text, pattern);
    size_t before = (size_t)(star - pattern), after = strlen(star + 1);
    if (text.len <= before + after || memcmp(text.ptr, pattern, before) != 0 ||
        memcmp(text.ptr + text.len - after, star + 1, after) != 0)
        return false;
    *subject = slice_make(text.ptr + before, text.len - before - after);
    return true;
}

void hint_find(const struct hint_input *in, struct buf *out)
{
    struct context c = {.in = in, .out = out};
    if (in->place.line > 0 && module_source(in->place.file, &c.source))
        c.at = offset_of(c.source, in->place.line, in->place.column);
    for (size_t i = 0; i < TR_ARRAY_LEN(rules); i++) {
        if (slice_is(in->name, rules[i].class) &&
            matches(rules[i].message, in->message, &c.subject)) {
            rules[i].make(&c);
            return;
        }
    }
}
