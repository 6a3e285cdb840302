/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest border under arbitrary calls: the input is a program of calls of the functions in both
 * import tables, with arguments that are often plausible and often not, over a small fake memory.
 * Blocking calls reach the real handlers. A step may also write to memory, set a reason to stop,
 * feed standard input, or park the guest and go on in a restored one.
 *
 * Must hold: no crash; a captured state restores and captures to the same bytes; every byte that
 * was charged is given back when the guest ends.
 */
#include "fake_host.h"

#include "handler/handler.h"

#include "base/cbor.h"
#include "base/reader.h"

#include <stdlib.h>

#define STEPS_MAX       400
#define HELD_BYTES_MAX  (8 * MIB)
#define FILES_BYTES_MAX (2 * MIB)
#define STATE_BYTES_MAX (16 * MIB)
#define TEXT_SIZE       64
#define AT_IOVS         0x2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Strings that lie in memory from the start, TEXT_SIZE apart. */
static const char *const texts[] = {
    "a",
    "b",
    "tmp",
    "tmp/x",
    "a/b",
    "a/b/c",
    "..",
    ".",
    "/",
    "/tmp/x",
    "l",
    "l/../a",
    "a/",
    "tmp/../b",
    "\xff",
    "",
    "fs.read",
    "fs.write",
    "fs.list",
    "fs.stat",
    "fs.mkdir",
    "fs.remove",
    "fs.rename",
    "stdin.read",
    "module.load",
    "timer.sleep",
    "\xa2\x64path\x61"
    "a\x64"
    "data\x43xyz",
    "\xa2\x64path\x65tmp/x\x69recursive\xf5",
    "\xa2\x64"
    "from\x61"
    "a\x62to\x61"
    "b",
    "\xa1\x63max\x18\x64",
    "\x82\x01\x61x",
    "\x83\x61x\x61y\x41z",
};

static const uint64_t edges[] = {
    0,
    1,
    3,
    8,
    64,
    4096,
    FAKE_MEMORY_BYTES - 1,
    FAKE_MEMORY_BYTES,
    FAKE_MEMORY_BYTES + 1,
    0x7fffffff,
    0x80000000,
    0xfffffff8,
    UINT32_MAX,
    INT64_MAX,
    UINT64_C(1) << 63,
    UINT64_MAX,
    (1 << 30) - 1,
    1024,
    1025,
    0x20000000,
};

struct program {
    struct reader in;
    struct fake *fake;
    struct handler_context context;
};

static enum stop call_blocking(void *ctx, struct slice name, struct slice args, struct buf *reply,
                               uint32_t *status)
{
    struct program *p = ((struct fake *)ctx)->owner;
    const struct operation *operation = handler_find(name);
    enum stop stop = STOP_NONE;
    p->context = (struct handler_context){
        .guest = &p->fake->guest, .host = &p->fake->call, .program_dir_fd = -1};
    *status = operation && operation->run(&p->context, args, reply, &stop) ? 0 : 1;
    if (!operation)
        cbor_put_null(reply);
    return stop;
}

static void start(struct program *p)
{
    p->fake = fake_new_with(HELD_BYTES_MAX, FILES_BYTES_MAX);
    p->fake->owner = p;
    p->fake->guest.port.call_blocking = call_blocking;
    clock_start(&p->fake->guest.clock, true, 1000);
    for (size_t i = 0; i < TR_ARRAY_LEN(texts); i++)
        memcpy(p->fake->sandbox.memory + TEXT_SIZE * (i + 1), texts[i], strlen(texts[i]));
    for (unsigned i = 0; i < 4; i++) {
        fake_put(p->fake, AT_IOVS + 8 * i, 0x4000 + 0x100 * i, 4);
        fake_put(p->fake, AT_IOVS + 8 * i + 4, 0x20 * (i + 1), 4);
    }
}

static void finish(struct program *p)
{
    if (fake_free(p->fake) != 0)
        abort();
}

/* One argument, or a text's address and length for this one and the next. */
static unsigned take_arg(struct program *p, uint64_t *out)
{
    unsigned kind = reader_u8(&p->in), value;
    switch (kind % 7) {
    case 0:
        *out = reader_u8(&p->in);
        return 1;
    case 1:
        *out = AT_IOVS + 8 * (reader_u8(&p->in) % 8);
        return 1;
    case 2:
        *out = 4 * (uint64_t)reader_u16le(&p->in);
        return 1;
    case 3:
        *out = reader_u32le(&p->in);
        return 1;
    case 4:
        *out = reader_u64le(&p->in);
        return 1;
    case 5:
        *out = edges[reader_u8(&p->in) % TR_ARRAY_LEN(edges)];
        return 1;
    default:
        value = reader_u8(&p->in) % TR_ARRAY_LEN(texts);
        out[0] = TEXT_SIZE * (value + 1);
        out[1] = strlen(texts[value]);
        return 2;
    }
}

static bool step_call(struct program *p, unsigned op)
{
    unsigned n_abi = guest_abi_table.n_funcs;
    unsigned i = op % (n_abi + guest_wasi_table.n_funcs);
    const struct host_func *func =
        i < n_abi ? &guest_abi_table.funcs[i] : &guest_wasi_table.funcs[i - n_abi];
    uint64_t args[16] = {0};
    unsigned n_params = (unsigned)strcspn(func->type, ":");
    for (unsigned n = 0; n < n_params;)
        n += take_arg(p, &args[n]);
    for (unsigned n = 0; n < n_params; n++)
        if (func->type[n] == 'i')
            args[n] = (uint32_t)args[n];
    p->fake->call =
        (struct host_call){.sandbox = &p->fake->sandbox, .guest = &p->fake->guest, .args = args};
    enum stop stop = func->fn(&p->fake->call);
    p->fake->sandbox.stop_now = STOP_NONE;
    buf_clear(&p->fake->out);
    buf_clear(&p->fake->err);
    if (stop < STOP_NONE || stop >= STOP_MAX)
        abort();
    return stop == STOP_NONE || stop == STOP_PROTOCOL || stop == STOP_DEADLINE;
}

static bool step_memory(struct program *p, unsigned op)
{
    (void)op;
    uint32_t at = 4 * (uint32_t)reader_u16le(&p->in);
    struct slice bytes = reader_bytes(&p->in, reader_u8(&p->in));
    if (bytes.len > 0 && at + bytes.len <= FAKE_MEMORY_BYTES)
        memcpy(p->fake->sandbox.memory + at, bytes.ptr, bytes.len);
    return true;
}

static bool step_stop(struct program *p, unsigned op)
{
    (void)op;
    p->fake->sandbox.stop_now = STOP_DEADLINE;
    return true;
}

static bool step_input(struct program *p, unsigned op)
{
    (void)op;
    p->fake->input = reader_bytes(&p->in, reader_u8(&p->in));
    return true;
}

/* Parks the guest and goes on in another that has its state. */
static bool step_park(struct program *p, unsigned op)
{
    struct buf first = BUF_INIT(STATE_BYTES_MAX), second = BUF_INIT(STATE_BYTES_MAX);
    (void)op;
    guest_capture(&p->fake->guest, &first);
    finish(p);
    start(p);
    if (first.failed || guest_restore(&p->fake->guest, buf_slice(&first), NULL) != TR_OK)
        abort();
    guest_capture(&p->fake->guest, &second);
    if (!slice_eq(buf_slice(&first), buf_slice(&second)))
        abort();
    buf_done(&first);
    buf_done(&second);
    return true;
}

/* The rest of the input is a state record. */
static bool step_restore(struct program *p, unsigned op)
{
    struct guest guest;
    (void)op;
    if (!guest_init(&guest, HELD_BYTES_MAX, FILES_BYTES_MAX))
        return false;
    (void)!guest_restore(&guest, reader_bytes(&p->in, reader_left(&p->in)), NULL);
    guest_done(&guest);
    if (guest.account.used_bytes != 0)
        abort();
    return false;
}

static const struct {
    unsigned below; /* of the first byte */
    bool (*run)(struct program *p, unsigned op);
} steps[] = {
    {208, step_call},  {230, step_memory}, {236, step_stop},
    {242, step_input}, {252, step_park},   {256, step_restore},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct program p = {.in = reader_of(slice_make(data, size))};
    start(&p);
    bool go_on = true;
    for (unsigned n = 0; go_on && n < STEPS_MAX && reader_left(&p.in) > 0 && !p.in.failed; n++) {
        unsigned op = reader_u8(&p.in), i = 0;
        while (op >= steps[i].below)
            i++;
        go_on = steps[i].run(&p, op);
    }
    finish(&p);
    return 0;
}
