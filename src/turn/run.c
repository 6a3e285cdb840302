/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run: the frame around the turn loop. Everything a run holds hangs on one account, whose cap
 * is the sum of what the limits allow, so that no stream starves another; the files account is a
 * part of it. What is handed over in the result leaves the account, which dies with the run.
 *
 * A run that prints nothing and starts no timer costs here two clock readings, the seed and a
 * handful of small allocations.
 */
#include "turn/run.h"

#include "base/limits.h"
#include "base/os.h"
#include "turn/active.h"

/* Streams that may each hold up to the output limit, twice over while a buffer grows. */
#define STREAMS_HELD 10

void run_limits_default(struct run_limits *limits)
{
    *limits = (struct run_limits){
#define LIMIT_DEFAULT(name, unit, standard, greatest, text) .name = standard,
        TR_LIMITS(LIMIT_DEFAULT)
#undef LIMIT_DEFAULT
    };
}

tr_rc run_limits_check(const struct run_limits *limits, struct tr_err *err)
{
#define LIMIT_CHECK(name, unit, standard, greatest, text)                                \
    if (limits->name > (greatest))                                                       \
        return tr_fail(err, TR_E_USAGE, "the limit \"" #name "\" is at most %llu " unit, \
                       (unsigned long long)(greatest));
    TR_LIMITS(LIMIT_CHECK)
#undef LIMIT_CHECK
    return TR_OK;
}

static void init_result(struct run *run)
{
    struct run_result *result = run->result;
    const struct run_limits *limits = &run->options->limits;
    struct account *account = &run->guest.account;
    *result = (struct run_result){.limits = *limits, .wasi = run->options->wasi};
    buf_init(&result->value, (size_t)limits->output, account);
    buf_init(&result->error, (size_t)limits->output, account);
    buf_init(&result->artifacts, (size_t)limits->files, &run->guest.files);
    buf_init(&result->loaded, 2 * (size_t)limits->source + MIB, account);
    output_init(&result->std_out, (size_t)limits->output, account);
    output_init(&result->std_err, (size_t)limits->output, account);
    logs_init(&run->logs, limits->output, account);
    pending_init(&run->pending, (size_t)limits->timers, account);
    if (!run->options->wasi)
        result->usage.source = start_source_bytes(run->options);
    result->module_hash = *module_hash(run->options->module);
}

static tr_rc mount_all(struct run *run, struct tr_err *err)
{
    for (unsigned i = 0; i < run->options->n_mounts; i++) {
        const struct run_mount *mount = &run->options->mounts[i];
        struct fs_port port;
        tr_rc rc = fs_host_port(mount->host_dir, mount->mode, &run->guest.files, &port, err);
        if (rc == TR_OK)
            rc = vfs_mount(run->guest.vfs, mount->guest_dir, &port, err);
        if (rc != TR_OK)
            return tr_wrap(err, rc, "directory %s", mount->host_dir);
    }
    return TR_OK;
}

static tr_rc choose_seed(struct run *run, struct tr_err *err)
{
    if (!run->options->has_seed)
        return module_seed(run->options->module, run->seed, err);
    memcpy(run->seed, run->options->seed, sizeof(run->seed));
    return TR_OK;
}

/* Everything the run may hold at one time. */
static uint64_t held_bytes_max(const struct run_limits *limits)
{
    return 2 * limits->files + 8 * limits->source + STREAMS_HELD * limits->output +
           2 * limits->timers * sizeof(struct pending_call) + MIB;
}

static tr_rc init_guest(struct run *run, struct tr_err *err)
{
    const struct run_options *options = run->options;
    struct guest *guest = &run->guest;
    if (!guest_init(guest, held_bytes_max(&options->limits), options->limits.files))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a sandbox's files");
    run_port_init(run);
    guest->value_bytes_max = options->limits.output;
    clock_start(&guest->clock, options->clock_fixed, options->clock_ns);
    chance_init(&guest->chance, run->seed[0], run->seed[1]);
    guest->args = options->args;
    guest->n_args = options->n_args;
    guest->env = options->env;
    guest->n_env = options->n_env;
    return TR_OK;
}

tr_rc run_prepare(struct run *run, const struct run_options *options, struct run_result *result,
                  struct tr_err *err)
{
    *run = (struct run){.options = options, .result = result};
    init_result(run);
    TR_TRY(start_check(options, err));
    TR_TRY(choose_seed(run, err));
    TR_TRY(init_guest(run, err));
    TR_TRY(mount_all(run, err));
    run->begin_ns = os_monotonic_ns();
    run->deadline_ns = run->begin_ns + options->limits.time;
    return TR_OK;
}

struct sandbox_options run_sandbox_options(struct run *run)
{
    return (struct sandbox_options){
        .memory_bytes = run->options->limits.memory,
        .deadline_ns = run->deadline_ns,
        .guest = &run->guest,
    };
}

void run_opened(struct run *run)
{
    if (run->options->started)
        run->options->started(run->options->started_ctx, sandbox_ticket(run->sandbox));
}

static uint64_t greatest_stream(const struct run_result *result)
{
    uint64_t sizes[] = {result->std_out.total_bytes, result->std_err.total_bytes,
                        result->logs_total_bytes, result->value.len};
    uint64_t greatest = 0;
    for (size_t i = 0; i < TR_ARRAY_LEN(sizes); i++)
        if (sizes[i] > greatest)
            greatest = sizes[i];
    return greatest < result->limits.output ? greatest : result->limits.output;
}

static void measure(struct run *run)
{
    struct run_result *result = run->result;
    result->usage.time = os_monotonic_ns() - run->begin_ns;
    result->usage.memory = sandbox_memory_bytes(run->sandbox);
    result->usage.output = greatest_stream(result);
    result->usage.files = run->guest.files.peak_bytes;
    result->usage.timers = run->pending.peak;
}

/* The result's memory is the caller's from here on. */
static void detach(struct run_result *result)
{
    struct buf *bufs[] = {&result->value,       &result->loaded,    &result->error,
                          &result->logs,        &result->artifacts, &result->std_out.head,
                          &result->std_err.head};
    for (size_t i = 0; i < TR_ARRAY_LEN(bufs); i++)
        bufs[i]->account = NULL;
}

static void release(struct run *run)
{
    sandbox_close(run->sandbox);
    pending_done(&run->pending);
    logs_done(&run->logs);
    guest_done(&run->guest);
}

void run_finish(struct run *run)
{
    struct run_result *result = run->result;
    result->logs_head_bytes = logs_take(&run->logs, &result->logs);
    result->logs_total_bytes = run->logs.total_bytes;
    result->logs_dropped_bytes = run->logs.dropped_bytes;
    result->logs_dropped_lines = run->logs.dropped_lines;
    measure(run);
    detach(result);
    release(run);
}

void run_abandon(struct run *run)
{
    detach(run->result);
    run_result_done(run->result);
    release(run);
}

tr_rc run_program(const struct run_options *options, struct run_result *result, struct tr_err *err)
{
    struct run run;
    struct run_result collected;
    tr_rc rc = run_prepare(&run, options, &collected, err);
    struct sandbox_options sandbox_options = run_sandbox_options(&run);
    if (rc == TR_OK)
        rc = sandbox_open(options->module, &sandbox_options, &run.sandbox, err);
    if (rc != TR_OK) {
        run_abandon(&run);
        return rc;
    }
    run_opened(&run);
    bool waiting = false;
    enum stop stop = turns_start(&run);
    if (stop == STOP_NONE)
        stop = turns_go_on(&run, false, &waiting);
    run_conclude(&run, stop);
    run_finish(&run);
    *result = collected;
    return TR_OK;
}

void run_result_done(struct run_result *result)
{
    buf_done(&result->value);
    buf_done(&result->error);
    buf_done(&result->logs);
    buf_done(&result->artifacts);
    buf_done(&result->loaded);
    output_done(&result->std_out);
    output_done(&result->std_err);
}
