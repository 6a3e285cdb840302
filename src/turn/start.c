/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The START payload: a map with sorted keys, so that equal options give equal bytes. What the
 * caller lists is checked before anything runs; a guest can rely on valid UTF-8 and on keys that
 * are there once.
 */
#include "base/cbor.h"
#include "base/utf8.h"
#include "turn/active.h"

static tr_rc check_text(struct slice text, const char *what, struct tr_err *err)
{
    size_t valid = utf8_valid_prefix(text);
    if (valid == text.len)
        return TR_OK;
    return tr_fail_offset(err, TR_E_INVALID, valid, "%s is not UTF-8 at byte %zu", what, valid);
}

static tr_rc check_count(unsigned n, unsigned max, const char *what, struct tr_err *err)
{
    if (n <= max)
        return TR_OK;
    return tr_fail(err, TR_E_LIMIT, "%u %s given, the most is %u", n, what, max);
}

uint64_t start_source_bytes(const struct run_options *options)
{
    uint64_t sum = options->source.len;
    for (unsigned i = 0; i < options->n_modules; i++)
        sum += options->modules[i].text.len;
    return sum;
}

static tr_rc check_source(const struct run_options *options, struct tr_err *err)
{
    uint64_t used = start_source_bytes(options), allowed = options->limits.source;
    if (used > allowed)
        return tr_fail(err, TR_E_LIMIT, "the source has %llu bytes, the limit is %llu",
                       (unsigned long long)used, (unsigned long long)allowed);
    TR_TRY(check_text(options->source, "the source", err));
    for (unsigned i = 0; i < options->n_modules; i++) {
        TR_TRY(check_text(options->modules[i].name, "a module's name", err));
        TR_TRY(check_text(options->modules[i].text, "a module's source", err));
        for (unsigned j = 0; j < i; j++)
            if (slice_eq(options->modules[i].name, options->modules[j].name))
                return tr_fail(err, TR_E_USAGE, "a module name is given twice");
    }
    return TR_OK;
}

tr_rc start_check(const struct run_options *options, struct tr_err *err)
{
    TR_TRY(run_limits_check(&options->limits, err));
    TR_TRY(check_count(options->n_modules, RUN_MODULES_MAX, "modules", err));
    TR_TRY(check_count(options->n_args, RUN_ARGS_MAX, "arguments", err));
    TR_TRY(check_count(options->n_env, RUN_ENV_MAX, "environment variables", err));
    TR_TRY(check_count(options->n_mounts, RUN_MOUNTS_MAX, "directories", err));
    for (unsigned i = 0; i < options->n_args; i++)
        TR_TRY(check_text(slice_str(options->args[i]), "an argument", err));
    for (unsigned i = 0; i < options->n_env; i++) {
        TR_TRY(check_text(slice_str(options->env[i]), "an environment variable", err));
        if (!strchr(options->env[i], '='))
            return tr_fail(err, TR_E_USAGE, "an environment variable is not KEY=VALUE");
    }
    return options->wasi ? TR_OK : check_source(options, err);
}

static struct slice env_key(const char *pair)
{
    return slice_make(pair, strcspn(pair, "="));
}

/* Of equal keys the last one counts. */
static bool env_is_overridden(const struct run_options *options, unsigned i)
{
    for (unsigned j = i + 1; j < options->n_env; j++)
        if (slice_eq(env_key(options->env[i]), env_key(options->env[j])))
            return true;
    return false;
}

static void put_env(const struct run_options *options, struct buf *out)
{
    unsigned n = 0;
    for (unsigned i = 0; i < options->n_env; i++)
        n += !env_is_overridden(options, i);
    cbor_put_str(out, "env");
    cbor_put_map(out, n);
    for (unsigned i = 0; i < options->n_env; i++) {
        if (env_is_overridden(options, i))
            continue;
        struct slice key = env_key(options->env[i]);
        cbor_put_text(out, key);
        cbor_put_str(out, options->env[i] + key.len + 1);
    }
}

static void put_modules(const struct run_options *options, struct buf *out)
{
    cbor_put_str(out, "modules");
    cbor_put_map(out, options->n_modules);
    for (unsigned i = 0; i < options->n_modules; i++) {
        cbor_put_text(out, options->modules[i].name);
        cbor_put_text(out, options->modules[i].text);
    }
}

void start_payload(const struct run_options *options, struct buf *out)
{
    bool input = options->input_cbor.len > 0, modules = options->n_modules > 0;
    cbor_put_map(out, 7u + input + modules);
    put_env(options, out);
    cbor_put_str(out, "args");
    cbor_put_array(out, options->n_args);
    for (unsigned i = 0; i < options->n_args; i++)
        cbor_put_str(out, options->args[i]);
    cbor_put_str(out, "name");
    cbor_put_str(out, options->source_name ? options->source_name : "");
    if (input) {
        cbor_put_str(out, "input");
        buf_append_slice(out, options->input_cbor);
    }
    cbor_put_str(out, "stack");
    cbor_put_uint(out, options->limits.stack);
    cbor_put_str(out, "module");
    cbor_put_bool(out, options->source_is_module);
    cbor_put_str(out, "source");
    cbor_put_text(out, options->source);
    cbor_put_str(out, "timers");
    cbor_put_uint(out, options->limits.timers);
    if (modules)
        put_modules(options, out);
}
