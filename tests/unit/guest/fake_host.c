/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fake of the engine's border for tests. host_memory() does the same check as the real one: the
 * sum of pointer and length in 64 bits.
 */
#include "fake_host.h"

#include "base/cbor.h"

#include <stdlib.h>

#define HELD_BYTES_MAX  (64 * MIB)
#define FILES_BYTES_MAX (16 * MIB)
#define IOV_AT          0x1f000
#define RESULT_AT       0x1f100

/* Ends the test: the fixture itself was used wrongly. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

uint8_t *host_memory(const struct host_call *call, uint32_t ptr, uint32_t len)
{
    if ((uint64_t)ptr + len > FAKE_MEMORY_BYTES)
        return NULL;
    return call->sandbox->memory + ptr;
}

enum stop host_sleep_until(struct host_call *call, uint64_t wake_ns)
{
    call->sandbox->slept_until = wake_ns;
    call->sandbox->n_sleeps++;
    return call->sandbox->stop_now;
}

enum stop host_should_stop(const struct host_call *call)
{
    call->sandbox->n_stop_checks++;
    return call->sandbox->stop_now;
}

static enum stop port_emit(void *ctx, enum emit_kind kind, struct slice bytes)
{
    struct fake *fake = ctx;
    if (kind == EMIT_STDOUT || kind == EMIT_STDERR) {
        buf_append_slice(kind == EMIT_STDOUT ? &fake->out : &fake->err, bytes);
        return STOP_NONE;
    }
    fake->emitted = kind;
    buf_clear(&fake->value);
    buf_append_slice(&fake->value, bytes);
    return STOP_NONE;
}

static enum stop port_call(void *ctx, uint32_t id, struct slice name, struct slice args)
{
    struct fake *fake = ctx;
    fake->last_id = id;
    buf_clear(&fake->value);
    buf_append_slice(&fake->value, name);
    buf_append_slice(&fake->value, args);
    return STOP_NONE;
}

static enum stop port_call_blocking(void *ctx, struct slice name, struct slice args,
                                    struct buf *reply, uint32_t *status)
{
    struct fake *fake = ctx;
    uint8_t *bytes = calloc(1, fake->reply_bytes + 1);
    (void)name;
    (void)args;
    cbor_put_bytes(reply, slice_make(bytes, fake->reply_bytes));
    free(bytes);
    *status = fake->reply_fails;
    return STOP_NONE;
}

static enum stop port_read_stdin(void *ctx, struct host_call *call, uint8_t *out, size_t max,
                                 size_t *out_len)
{
    struct fake *fake = ctx;
    size_t n = fake->input.len < max ? fake->input.len : max;
    if (call->sandbox->stop_now != STOP_NONE)
        return call->sandbox->stop_now;
    if (n > 0)
        memcpy(out, fake->input.ptr, n);
    fake->input = slice_from(fake->input, n);
    *out_len = n;
    return STOP_NONE;
}

struct fake *fake_new_with(uint64_t held_bytes_max, uint64_t files_bytes_max)
{
    struct fake *fake = calloc(1, sizeof *fake);
    bool ready = fake && guest_init(&fake->guest, held_bytes_max, files_bytes_max);
    require(ready);
    buf_init(&fake->out, 64 * MIB, NULL);
    buf_init(&fake->err, 64 * MIB, NULL);
    buf_init(&fake->value, 64 * MIB, NULL);
    fake->text_at = FAKE_TEXT_AT;
    fake->guest.port = (struct guest_port){
        .ctx = fake,
        .emit = port_emit,
        .call = port_call,
        .call_blocking = port_call_blocking,
        .read_stdin = port_read_stdin,
    };
    clock_start(&fake->guest.clock, false, 0);
    chance_init(&fake->guest.chance, 1, 2);
    return fake;
}

struct fake *fake_new(void)
{
    return fake_new_with(HELD_BYTES_MAX, FILES_BYTES_MAX);
}

uint64_t fake_free(struct fake *fake)
{
    guest_done(&fake->guest);
    uint64_t left = fake->guest.account.used_bytes + fake->guest.files.used_bytes;
    buf_done(&fake->out);
    buf_done(&fake->err);
    buf_done(&fake->value);
    free(fake);
    return left;
}

enum stop fake_call(struct fake *fake, const char *name, unsigned n, const uint64_t *args)
{
    const struct host_table *tables[] = {&guest_abi_table, &guest_wasi_table};
    for (unsigned t = 0; t < TR_ARRAY_LEN(tables); t++)
        for (unsigned i = 0; i < tables[t]->n_funcs; i++) {
            const struct host_func *func = &tables[t]->funcs[i];
            if (strcmp(func->name, name) != 0)
                continue;
            require(strcspn(func->type, ":") == n || (n == 1 && func->type[0] == ':'));
            fake->call =
                (struct host_call){.sandbox = &fake->sandbox, .guest = &fake->guest, .args = args};
            return fake->stop = func->fn(&fake->call);
        }
    require(false);
    return STOP_INTERNAL;
}

enum wasi_errno fake_wasi(struct fake *fake, const char *name, unsigned n, const uint64_t *args)
{
    enum stop stop = fake_call(fake, name, n, args);
    require(stop == STOP_NONE);
    return (enum wasi_errno)fake->call.result;
}

uint32_t fake_text(struct fake *fake, const char *text)
{
    size_t len = strlen(text);
    require(len < FAKE_MEMORY_BYTES - FAKE_TEXT_AT);
    if (fake->text_at + len > FAKE_MEMORY_BYTES)
        fake->text_at = FAKE_TEXT_AT;
    uint32_t at = fake->text_at;
    memcpy(fake->sandbox.memory + at, text, len);
    fake->text_at += (uint32_t)len;
    return at;
}

uint64_t fake_u64(const struct fake *fake, uint32_t at)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++)
        value |= (uint64_t)fake->sandbox.memory[at + i] << (8 * i);
    return value;
}

uint32_t fake_u32(const struct fake *fake, uint32_t at)
{
    return (uint32_t)fake_u64(fake, at);
}

void fake_put(struct fake *fake, uint32_t at, uint64_t value, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++)
        fake->sandbox.memory[at + i] = (uint8_t)(value >> (8 * i));
}

uint32_t fake_open(struct fake *fake, const char *path, uint32_t oflags)
{
    const uint64_t all = (1 << 30) - 1;
    enum wasi_errno error =
        WASI(fake, "path_open", 3, 1, TEXT(fake, path), oflags, all, all, 0, RESULT_AT);
    require(error == WASI_SUCCESS);
    return fake_u32(fake, RESULT_AT);
}

enum wasi_errno fake_write(struct fake *fake, uint32_t fd, const char *text)
{
    fake_put(fake, IOV_AT, fake_text(fake, text), 4);
    fake_put(fake, IOV_AT + 4, strlen(text), 4);
    return WASI(fake, "fd_write", fd, IOV_AT, 1, RESULT_AT);
}

enum wasi_errno fake_read(struct fake *fake, uint32_t fd, uint32_t to, uint32_t len, uint32_t *got)
{
    fake_put(fake, IOV_AT, to, 4);
    fake_put(fake, IOV_AT + 4, len, 4);
    enum wasi_errno error = WASI(fake, "fd_read", fd, IOV_AT, 1, RESULT_AT);
    *got = error == WASI_SUCCESS ? fake_u32(fake, RESULT_AT) : 0;
    return error;
}
