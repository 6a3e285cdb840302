/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest's life on the host side, and its part of the state record: a CBOR map with sorted keys
 *
 *     "v"      1
 *     "fds"    descriptors (wasi_fds.c), null when WASI files were never used
 *     "vfs"    virtual files (vfs_state.c)
 *     "clock"  [floor, origin, fixed bool, fixed time]
 *     "chance" [seed, seed, position]
 *
 * A reply that the guest has not taken yet is not part of it: state is captured between calls only.
 */
#include "guest/guest.h"

#include "base/cbor.h"
#include "guest/border.h"
#include "guest/wasi.h"

#define STATE_VERSION 1
#define STATE_KEYS    5
#define RANDOM_SLICE  (256 * KIB) /* between two looks at the deadline */

static uint64_t guest_now(void *ctx)
{
    return clock_realtime(ctx);
}

bool guest_init(struct guest *guest, uint64_t held_bytes_max, uint64_t files_bytes_max)
{
    memset(guest, 0, sizeof *guest);
    guest->account.cap_bytes = held_bytes_max;
    guest->value_bytes_max = UINT64_MAX;
    guest->files = (struct account){.parent = &guest->account, .cap_bytes = files_bytes_max};
    buf_init(&guest->reply, GUEST_REPLY_BYTES_MAX, &guest->account);
    guest->vfs = vfs_new(&guest->files, guest_now, &guest->clock);
    return guest->vfs != NULL;
}

void guest_done(struct guest *guest)
{
    wasi_fds_free(guest);
    vfs_free(guest->vfs);
    guest->vfs = NULL;
    buf_done(&guest->reply);
}

enum stop guest_random(struct host_call *call, uint8_t *out, uint32_t len)
{
    struct guest *guest = call->guest;
    while (len > 0) {
        uint32_t n = len < RANDOM_SLICE ? len : (uint32_t)RANDOM_SLICE;
        chance_bytes(&guest->chance, out, n);
        out += n;
        len -= n;
        enum stop stop = len > 0 ? host_should_stop(call) : STOP_NONE;
        if (stop != STOP_NONE)
            return stop;
    }
    return STOP_NONE;
}

void guest_capture(struct guest *guest, struct buf *out)
{
    cbor_put_map(out, STATE_KEYS);
    cbor_put_str(out, "v");
    cbor_put_uint(out, STATE_VERSION);
    cbor_put_str(out, "fds");
    wasi_fds_capture(guest, out);
    cbor_put_str(out, "vfs");
    vfs_capture(guest->vfs, out);
    cbor_put_str(out, "clock");
    cbor_put_array(out, 4);
    cbor_put_uint(out, guest->clock.floor_ns);
    cbor_put_uint(out, guest->clock.origin_ns);
    cbor_put_bool(out, guest->clock.fixed);
    cbor_put_uint(out, guest->clock.fixed_ns);
    cbor_put_str(out, "chance");
    cbor_put_array(out, 3);
    cbor_put_uint(out, guest->chance.seed[0]);
    cbor_put_uint(out, guest->chance.seed[1]);
    cbor_put_uint(out, guest->chance.position);
}

static bool read_uint(struct cbor_reader *in, uint64_t *out)
{
    struct cbor_item item;
    if (!cbor_next(in, &item) || item.type != CBOR_UINT)
        return false;
    *out = item.uint;
    return true;
}

static bool read_array(struct cbor_reader *in, uint64_t count)
{
    struct cbor_item item;
    return cbor_next(in, &item) && item.type == CBOR_ARRAY && item.uint == count;
}

static bool read_clock(struct slice state, struct guest_clock *out)
{
    struct cbor_reader in = cbor_reader_of(state);
    struct guest_clock clock;
    struct cbor_item fixed;
    if (!read_array(&in, 4) || !read_uint(&in, &clock.floor_ns) ||
        !read_uint(&in, &clock.origin_ns) || !cbor_next(&in, &fixed) || fixed.type != CBOR_BOOL ||
        !read_uint(&in, &clock.fixed_ns))
        return false;
    clock.fixed = fixed.uint != 0;
    *out = clock;
    return true;
}

static bool read_chance(struct slice state, struct chance *out)
{
    struct cbor_reader in = cbor_reader_of(state);
    struct chance chance;
    if (!read_array(&in, 3) || !read_uint(&in, &chance.seed[0]) ||
        !read_uint(&in, &chance.seed[1]) || !read_uint(&in, &chance.position))
        return false;
    *out = chance;
    return true;
}

tr_rc guest_restore(struct guest *guest, struct slice state, struct tr_err *err)
{
    uint64_t version;
    struct slice fds, vfs, clock, chance;
    TR_TRY(cbor_check(state, CBOR_ORDER_SORTED, err));
    if (!cbor_map_get_uint(state, "v", &version) || version != STATE_VERSION ||
        !cbor_map_get(state, "fds", &fds) || !cbor_map_get(state, "vfs", &vfs) ||
        !cbor_map_get(state, "clock", &clock) || !cbor_map_get(state, "chance", &chance))
        return tr_fail(err, TR_E_CORRUPT, "the guest's state lacks a part");
    if (!read_clock(clock, &guest->clock) || !read_chance(chance, &guest->chance))
        return tr_fail(err, TR_E_CORRUPT, "clock or chance of the guest's state is malformed");
    TR_TRY(vfs_restore(guest->vfs, vfs, err));
    return wasi_fds_restore(guest, fds, err);
}
