/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tr_run: from the public options to the options of the turn layer, over to a deep thread, and back
 * with a result. Everything the caller passed is only borrowed for the call, which waits.
 */
#include "api/api.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/os.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* How long a program that reads an input with nothing to give waits before it asks again. */
#define INPUT_POLL_NS (2 * MS_NS)

_Static_assert(sizeof(struct tr_limits) == sizeof(struct run_limits), "the same limits");
#define LIMIT_AT(public_name, name)                                                              \
    _Static_assert(offsetof(struct tr_limits, public_name) == offsetof(struct run_limits, name), \
                   "the same order")
LIMIT_AT(time_ns, time);
LIMIT_AT(memory_bytes, memory);
LIMIT_AT(stack_bytes, stack);
LIMIT_AT(output_bytes, output);
LIMIT_AT(source_bytes, source);
LIMIT_AT(files_bytes, files);
LIMIT_AT(timers, timers);

/* Everything one call needs while it lasts. */
struct call {
    tr_program *program;
    struct tr_run_options given;
    struct run_options options;
    struct stream stream;
    struct cancel_entry cancel;
    bool cancel_entered;
    const char **args;
    struct run_mount *mounts;
    struct buf input;
    int program_dir_fd;
    struct tr_result *result;
    tr_rc rc;
    struct tr_err *err;
};

static void call_done(struct call *call)
{
    free(call->args);
    free(call->mounts);
    buf_done(&call->input);
    os_close(&call->program_dir_fd);
}

static tr_rc read_options(const struct tr_run_options *given, struct tr_run_options *out,
                          struct tr_err *err)
{
    *out = (struct tr_run_options){.struct_size = sizeof(*out)};
    if (!given)
        return TR_OK;
    if (given->struct_size < sizeof(given->struct_size) || given->struct_size > sizeof(*out))
        return tr_fail(err, TR_E_USAGE,
                       "struct_size of the run's options is not set, or is of a later version");
    memcpy(out, given, given->struct_size);
    if (out->n_dirs > 0 && !out->dirs)
        return tr_fail(err, TR_E_USAGE, "n_dirs is set, dirs is not");
    if (out->n_dirs > RUN_MOUNTS_MAX)
        return tr_fail(err, TR_E_LIMIT, "at most %d directories", RUN_MOUNTS_MAX);
    return TR_OK;
}

static void set_limits(struct call *call)
{
    struct run_limits *limits = &call->options.limits;
    const struct tr_limits *given = &call->given.limits;
    run_limits_default(limits);
#define LIMIT_TAKE(public_name, name) \
    if (given->public_name > 0)       \
    limits->name = given->public_name
    LIMIT_TAKE(time_ns, time);
    LIMIT_TAKE(memory_bytes, memory);
    LIMIT_TAKE(stack_bytes, stack);
    LIMIT_TAKE(output_bytes, output);
    LIMIT_TAKE(source_bytes, source);
    LIMIT_TAKE(files_bytes, files);
    LIMIT_TAKE(timers, timers);
#undef LIMIT_TAKE
}

static unsigned count_strings(const char *const *list, unsigned max)
{
    unsigned n = 0;
    while (list && n <= max && list[n])
        n++;
    return n;
}

/* The program's name, then the caller's arguments. */
static tr_rc set_args(struct call *call, struct tr_err *err)
{
    unsigned n = count_strings(call->given.args, RUN_ARGS_MAX);
    call->args = calloc(n + 1, sizeof(*call->args));
    if (!call->args)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for arguments");
    call->args[0] = call->program->name;
    if (n > 0)
        memcpy(call->args + 1, call->given.args, n * sizeof(*call->args));
    call->options.args = call->args;
    call->options.n_args = n + 1;
    call->options.env = call->given.env;
    call->options.n_env = count_strings(call->given.env, RUN_ENV_MAX);
    return TR_OK;
}

static tr_rc set_dirs(struct call *call, struct tr_err *err)
{
    static const enum dir_mode modes[] = {
        [TR_DIR_RO] = DIR_RO, [TR_DIR_RW] = DIR_RW, [TR_DIR_OVERLAY] = DIR_OVERLAY};
    const struct tr_run_options *given = &call->given;
    call->mounts = calloc(given->n_dirs + 1, sizeof(*call->mounts));
    if (!call->mounts)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for directories");
    for (size_t i = 0; i < given->n_dirs; i++) {
        const struct tr_dir *dir = &given->dirs[i];
        if (!dir->host || !dir->guest || (unsigned)dir->mode >= TR_ARRAY_LEN(modes))
            return tr_fail(err, TR_E_USAGE, "a directory needs a host path, a guest path, a mode");
        call->mounts[i] = (struct run_mount){dir->host, dir->guest, modes[dir->mode]};
    }
    call->options.mounts = call->mounts;
    call->options.n_mounts = (unsigned)given->n_dirs;
    return TR_OK;
}

static tr_rc set_input(struct call *call, struct tr_err *err)
{
    if (!call->given.input_json)
        return TR_OK;
    call->input = BUF_INIT(call->options.limits.memory);
    struct tr_err why;
    if (json_to_cbor(slice_str(call->given.input_json), &call->input, &why) != TR_OK)
        return tr_fail(err, TR_E_USAGE, "the input: %s", why.message);
    call->options.input_cbor = buf_slice(&call->input);
    return TR_OK;
}

static tr_rc set_program_dir(struct call *call, struct tr_err *err)
{
    const char *path = call->given.program_dir;
    if (path) {
        call->program_dir_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (call->program_dir_fd < 0)
            return tr_fail_sys(err, TR_E_IO, errno, "cannot open the directory %s", path);
    }
    call->options.program_dir_fd = call->program_dir_fd;
    return TR_OK;
}

static enum stop read_input(void *ctx, struct host_call *host, uint8_t *out, size_t max,
                            size_t *out_len)
{
    struct call *call = ctx;
    for (;;) {
        size_t n = call->given.input(call->given.ctx, out, max);
        if (n != TR_INPUT_AGAIN) {
            *out_len = n < max ? n : max;
            return STOP_NONE;
        }
        enum stop stop = host_sleep_until(host, os_monotonic_ns() + INPUT_POLL_NS);
        if (stop != STOP_NONE)
            return stop;
    }
}

static void on_started(void *ctx, struct kill_ticket ticket)
{
    struct call *call = ctx;
    call->cancel =
        (struct cancel_entry){.engine = call->program->runtime->engine, .ticket = ticket};
    call->cancel_entered = true;
    cancel_enter(call->given.cancel, &call->cancel);
}

static void set_program(struct call *call)
{
    tr_program *program = call->program;
    struct run_options *options = &call->options;
    options->module = program->module;
    options->wasi = program->kind == TR_WASM || program->kind == TR_WAT;
    options->source = buf_slice(&program->source);
    options->source_name = program->name;
    options->source_is_module = program->kind == TR_JAVASCRIPT_MODULE;
    options->modules = program->modules;
    options->n_modules = program->n_modules;
}

static void set_rest(struct call *call)
{
    const struct tr_run_options *given = &call->given;
    struct run_options *options = &call->options;
    options->clock_fixed = given->fixed_clock;
    options->clock_ns = given->clock_ns;
    options->has_seed = given->fixed_seed;
    memcpy(options->seed, given->seed, sizeof(options->seed));
    if (given->input) {
        options->read_stdin = read_input;
        options->stdin_ctx = call;
    }
    if (given->output) {
        call->stream.options = given;
        options->sink = (struct run_sink){&call->stream, stream_observe};
    }
    if (given->cancel) {
        options->started = on_started;
        options->started_ctx = call;
    }
}

static tr_rc prepare(struct call *call, struct tr_err *err)
{
    set_program(call);
    set_limits(call);
    set_rest(call);
    TR_TRY(set_args(call, err));
    TR_TRY(set_dirs(call, err));
    TR_TRY(set_input(call, err));
    return set_program_dir(call, err);
}

/* On a deep thread. */
static void run_call(void *arg)
{
    struct call *call = arg;
    call->rc = run_program(&call->options, &call->result->run, call->err);
    if (call->cancel_entered)
        cancel_leave(call->given.cancel, &call->cancel);
    if (call->rc == TR_OK && call->given.output)
        stream_rest(&call->stream, &call->result->run);
}

static tr_rc report(struct call *call, struct tr_err *err)
{
    const tr_program *program = call->program;
    unsigned n = program->n_modules + 1;
    struct report_source *sources = calloc(n, sizeof(*sources));
    if (!sources)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a report");
    sources[0] = (struct report_source){slice_str(program->name), buf_slice(&program->source)};
    for (unsigned i = 1; i < n; i++)
        sources[i] =
            (struct report_source){program->modules[i - 1].name, program->modules[i - 1].text};
    tr_rc rc = report_init(&call->result->report, &call->result->run, sources, n, err);
    free(sources);
    return rc;
}

static tr_rc perform(struct call *call, struct tr_err *err)
{
    TR_TRY(prepare(call, err));
    TR_TRY(pool_run(&call->program->runtime->pool, run_call, call, err));
    TR_TRY(call->rc);
    tr_rc rc = report(call, err);
    if (rc != TR_OK)
        run_result_done(&call->result->run);
    return rc;
}

tr_rc tr_run(tr_program *program, const struct tr_run_options *options, tr_result **out,
             struct tr_err *err)
{
    struct call call = {.program = program, .program_dir_fd = -1, .err = err};
    if (!program)
        return tr_fail(err, TR_E_USAGE, "no program given");
    TR_TRY(read_options(options, &call.given, err));
    call.result = result_new();
    if (!call.result)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a result");
    tr_rc rc = perform(&call, err);
    call_done(&call);
    if (rc == TR_OK)
        *out = call.result;
    else
        free(call.result);
    return rc;
}
