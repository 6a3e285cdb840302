/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest border: everything the host keeps for one sandbox while it lives, and the imports
 * through which guest code reaches it (module "troupe": abi.c; module "wasi_snapshot_preview1":
 * wasi*.c).
 *
 * A guest holds no host resource. Files are virtual (vfs.h); a host directory is reached only
 * through the fs port that the layer above wires in; clock and chance are inputs (clock.h). Owned
 * by one thread at a time, like its sandbox.
 */
#ifndef GUEST_GUEST_H
#define GUEST_GUEST_H

#include "base/account.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "engine/host.h"
#include "guest/chance.h"
#include "guest/clock.h"
#include "guest/output.h"
#include "guest/vfs.h"

/* What a guest hands to emit(): ABI version 1. */
enum emit_kind {
    EMIT_RESULT = 1,   /* CBOR value */
    EMIT_ERROR = 2,    /* CBOR map, see docs/formats/abi.md */
    EMIT_LOG = 3,      /* CBOR [level 0-3, text] */
    EMIT_STDOUT = 4,   /* bytes */
    EMIT_STDERR = 5,   /* bytes */
    EMIT_PROGRESS = 6, /* CBOR value */
    EMIT_ARTIFACT = 7, /* CBOR [mime, name, bytes] */
    EMIT_EXIT = 8,     /* CBOR uint exit status; the guest is stopped */
    EMIT_MAX
};

/* What the layer above answers. Every function may return a stop reason, which ends the guest. */
struct guest_port {
    void *ctx;
    /* An observation. Bytes are borrowed for the call. */
    enum stop (*emit)(void *ctx, enum emit_kind kind, struct slice bytes);
    /* Starts operation `id`; its reply is a later turn. */
    enum stop (*call)(void *ctx, uint32_t id, struct slice name, struct slice args);
    /* Answers now: the CBOR reply is appended to *reply, *status is 0 (ok) or 1 (reply is an error
     * map). */
    enum stop (*call_blocking)(void *ctx, struct slice name, struct slice args, struct buf *reply,
                               uint32_t *status);
    /* Standard input: up to `max` bytes to out; 0 bytes = end. May wait; honours host_should_stop.
     */
    enum stop (*read_stdin)(void *ctx, struct host_call *call, uint8_t *out, size_t max,
                            size_t *out_len);
};

/* A reply of call_blocking(); the account usually refuses earlier. */
#define GUEST_REPLY_BYTES_MAX (256 * MIB)

struct wasi_fds;

struct guest {
    struct account account; /* host memory held for this sandbox */
    struct account files;   /* the part of it that virtual files take */
    struct guest_port port;
    struct guest_clock clock;
    struct chance chance;
    struct vfs *vfs;         /* owned */
    struct wasi_fds *fds;    /* owned; NULL until the guest uses WASI files */
    const char *const *args; /* borrowed, n_args entries; args[0] is the program's name */
    uint32_t n_args;
    const char *const *env; /* borrowed, "KEY=VALUE" */
    uint32_t n_env;
    /* Of a result, an error, a progress item: larger ones are handed on unread, to be refused,
     * since reading them takes time and memory that no limit covers. guest_init() sets the most. */
    uint64_t value_bytes_max;
    uint32_t exit_status; /* valid after STOP_EXIT */
    struct buf reply;     /* of call_blocking, until the guest has taken it */
};

/* Everything zero but the accounts, their caps and an empty vfs; the caller then sets port, args
 * and env, and starts clock and chance. False when the host is out of memory. Must not be moved in
 * memory afterwards. */
bool guest_init(struct guest *guest, uint64_t held_bytes_max, uint64_t files_bytes_max) TR_MUST_USE;
void guest_done(struct guest *guest);

/* Clock, chance, files and descriptors as one CBOR item for the state record, and back into a guest
 * that guest_init() has made and whose mounts are in place. On failure guest_done() is all that may
 * follow. */
void guest_capture(struct guest *guest, struct buf *out);
tr_rc guest_restore(struct guest *guest, struct slice state, struct tr_err *err) TR_MUST_USE;

/* The import tables, for the linker. */
extern const struct host_table guest_abi_table;
extern const struct host_table guest_wasi_table;

#endif
