/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest border's upper side: takes observations, starts operations, answers blocking ones.
 *
 * Everything that arrives here was chosen by the guest, but the border (guest/abi.c) has checked
 * it: encoded values are well formed and have the shape of their kind. Sizes meet the run's limits
 * here and nowhere else.
 */
#include "base/cbor.h"
#include "base/json.h"
#include "base/os.h"
#include "turn/active.h"

static enum stop refuse(struct run *run, enum run_refusal refusal)
{
    run->result->refusal = refusal;
    return STOP_OUTPUT;
}

static void observe(struct run *run, enum emit_kind kind, struct slice bytes)
{
    const struct run_sink *sink = &run->options->sink;
    if (sink->observe && bytes.len > 0)
        sink->observe(sink->ctx, kind, bytes);
}

/* Keeps the last one emitted. */
static enum stop keep_value(struct run *run, struct buf *kept, struct slice bytes,
                            enum run_refusal refusal)
{
    if (bytes.len > run->options->limits.output)
        return refuse(run, refusal);
    buf_clear(kept);
    return buf_append_slice(kept, bytes) ? STOP_NONE : STOP_INTERNAL;
}

/* How much larger than the value its text may be; a value that is written out once stays below. */
#define TEXT_FACTOR_MAX 16

/* Parts that are referred to appear in the text as often as they are reached, so a few hundred
 * bytes of references can stand for any amount of it. */
static bool fits_as_text(const struct run *run, struct slice value)
{
    static const uint8_t reference[] = {0xd8, CBOR_TAG_REFERENCE};
    if (!memmem(value.ptr, value.len, reference, sizeof(reference)))
        return true;
    TR_CLEANUP(buf_done) struct buf text = BUF_INIT(TEXT_FACTOR_MAX * run->options->limits.output);
    return cbor_to_json(value, NULL, &text, NULL) == TR_OK;
}

static enum stop emit_result(struct run *run, struct slice bytes)
{
    /* The value undefined is no result. */
    static const uint8_t undefined[] = {0xf7};
    if (slice_eq(bytes, slice_make(undefined, sizeof(undefined))))
        bytes.len = 0;
    enum stop stop = keep_value(run, &run->result->value, bytes, REFUSAL_RESULT);
    return stop == STOP_NONE && !fits_as_text(run, bytes) ? refuse(run, REFUSAL_RESULT) : stop;
}

static enum stop emit_error(struct run *run, struct slice bytes)
{
    return keep_value(run, &run->result->error, bytes, REFUSAL_ERROR);
}

static enum stop emit_log(struct run *run, struct slice bytes)
{
    struct cbor_reader r = cbor_reader_of(bytes);
    struct cbor_item array, level, text;
    if (!cbor_next(&r, &array) || !cbor_next(&r, &level) || !cbor_next(&r, &text))
        return STOP_PROTOCOL;
    observe(run, EMIT_LOG, logs_add(&run->logs, (unsigned)level.uint, text.data));
    return STOP_NONE;
}

static enum stop emit_stdout(struct run *run, struct slice bytes)
{
    size_t head = output_write(&run->result->std_out, bytes);
    observe(run, EMIT_STDOUT, slice_make(bytes.ptr, head));
    return STOP_NONE;
}

static enum stop emit_stderr(struct run *run, struct slice bytes)
{
    size_t head = output_write(&run->result->std_err, bytes);
    observe(run, EMIT_STDERR, slice_make(bytes.ptr, head));
    return STOP_NONE;
}

static enum stop emit_progress(struct run *run, struct slice bytes)
{
    if (bytes.len <= run->options->limits.output)
        observe(run, EMIT_PROGRESS, bytes);
    return STOP_NONE;
}

static enum stop emit_artifact(struct run *run, struct slice bytes)
{
    if (!buf_append_slice(&run->result->artifacts, bytes))
        return refuse(run, REFUSAL_ARTIFACT);
    observe(run, EMIT_ARTIFACT, bytes);
    return STOP_NONE;
}

static enum stop port_emit(void *ctx, enum emit_kind kind, struct slice bytes)
{
    static enum stop (*const takers[EMIT_MAX])(struct run *, struct slice) = {
        [EMIT_RESULT] = emit_result,     [EMIT_ERROR] = emit_error,
        [EMIT_LOG] = emit_log,           [EMIT_STDOUT] = emit_stdout,
        [EMIT_STDERR] = emit_stderr,     [EMIT_PROGRESS] = emit_progress,
        [EMIT_ARTIFACT] = emit_artifact,
    };
    /* EMIT_EXIT ends the guest at the border and never comes here. */
    if ((unsigned)kind >= EMIT_MAX || !takers[kind])
        return STOP_PROTOCOL;
    return takers[kind](ctx, bytes);
}

/* Names are short (the border sees to that), but any text. */
static void fail_unknown(struct slice name, struct buf *reply)
{
    bool plain = true;
    for (size_t i = 0; i < name.len; i++)
        plain = plain && name.ptr[i] > 0x20 && name.ptr[i] < 0x7f;
    handler_fail(reply, &(struct handler_error){.name = "Error", .code = "denied"},
                 "no grant allows the operation \"%.*s\"", plain ? (int)name.len : 0,
                 (const char *)name.ptr);
}

static enum stop add_pending(struct run *run, uint64_t due_ns, uint32_t id, struct slice error)
{
    switch (pending_add(&run->pending, due_ns, id, error)) {
    case PENDING_OK:
        return STOP_NONE;
    case PENDING_FULL:
        return refuse(run, REFUSAL_TIMERS);
    case PENDING_NO_MEMORY:
        break;
    }
    return STOP_INTERNAL;
}

static enum stop start_timer(struct run *run, uint32_t id, struct slice args)
{
    struct cbor_reader r = cbor_reader_of(args);
    struct cbor_item ns;
    if (!cbor_next(&r, &ns) || ns.type != CBOR_UINT)
        return STOP_PROTOCOL;
    uint64_t now = run_clock_ns(run);
    uint64_t due = ns.uint > UINT64_MAX - now ? UINT64_MAX : now + ns.uint;
    return add_pending(run, due, id, slice_make(NULL, 0));
}

static enum stop port_call(void *ctx, uint32_t id, struct slice name, struct slice args)
{
    struct run *run = ctx;
    if (slice_is(name, "timer.sleep"))
        return start_timer(run, id, args);
    TR_CLEANUP(buf_done) struct buf error;
    buf_init(&error, 4 * KIB, &run->guest.account);
    fail_unknown(name, &error);
    return error.failed ? STOP_INTERNAL
                        : add_pending(run, run_clock_ns(run), id, buf_slice(&error));
}

/* What a program loaded is source of its own: it counts, and errors in it get an excerpt. */
static void keep_loaded(struct run *run, struct slice reply)
{
    struct slice source;
    if (!cbor_map_get_text(reply, "source", &source))
        return;
    run->result->usage.source += source.len;
    buf_append_slice(&run->result->loaded, reply);
}

static enum stop port_call_blocking(void *ctx, struct slice name, struct slice args,
                                    struct buf *reply, uint32_t *status)
{
    struct run *run = ctx;
    const struct operation *operation = handler_find(name);
    if (!operation) {
        fail_unknown(name, reply);
        *status = 1;
        return STOP_NONE;
    }
    struct host_call host = {.sandbox = run->sandbox, .guest = &run->guest};
    uint64_t allowed = run->options->limits.source, used = run->result->usage.source;
    struct handler_context context = {
        .guest = &run->guest,
        .host = &host,
        .program_dir_fd = run->options->program_dir_fd,
        .source_left = allowed > used ? allowed - used : 0,
    };
    enum stop stop = STOP_NONE;
    bool ok = operation->run(&context, args, reply, &stop);
    *status = ok ? 0 : 1;
    if (ok && slice_is(name, "module.load"))
        keep_loaded(run, buf_slice(reply));
    return stop;
}

static enum stop port_read_stdin(void *ctx, struct host_call *call, uint8_t *out, size_t max,
                                 size_t *out_len)
{
    const struct run_options *options = ((struct run *)ctx)->options;
    *out_len = 0;
    if (!options->read_stdin)
        return STOP_NONE;
    return options->read_stdin(options->stdin_ctx, call, out, max, out_len);
}

void run_port_init(struct run *run)
{
    run->guest.port = (struct guest_port){
        .ctx = run,
        .emit = port_emit,
        .call = port_call,
        .call_blocking = port_call_blocking,
        .read_stdin = port_read_stdin,
    };
}
