/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handlers: the one place where a kind of operation that a guest names ("fs.read") is carried out.
 * A handler is a const descriptor listed in handler_table (table.c); help, docs and the check of
 * names come from it. An operation without a grant answers with an error map of code "denied" that
 * names the option which would allow it.
 */
#ifndef HANDLER_HANDLER_H
#define HANDLER_HANDLER_H

#include "guest/guest.h"

/* What an operation may use. Grants are booleans or the mounts that are already in guest->vfs. */
struct handler_context {
    struct guest *guest;
    struct host_call *host; /* of the blocking call; to wait and to be stopped */
    int program_dir_fd;     /* directory of the program for relative imports; -1 = no grant */
    uint64_t source_left;   /* bytes of source that may still be loaded */
};

struct operation {
    const char *name; /* "fs.read" */
    const char *args; /* docs: shape of the arguments and of the reply */
    const char *text; /* docs: one sentence */
    /* Appends the CBOR reply to *reply and returns true, or appends an error map and returns false.
     * A stop reason in *stop (STOP_NONE before) ends the guest. */
    bool (*run)(struct handler_context *ctx, struct slice args, struct buf *reply, enum stop *stop);
};

struct handler {
    const char *name;  /* "fs" */
    const char *grant; /* docs: the option that allows it, NULL = always there */
    const struct operation *operations;
    unsigned n_operations;
};

extern const struct handler *const handler_table[];
extern const unsigned handler_table_len;

/* Whether a handler names this grant in its refusals. A program can put any text into an error of
 * its own, so what a report passes on as our advice is held against this. */
bool handler_offers_grant(struct slice grant);
/* NULL when no handler has it. */
const struct operation *handler_find(struct slice name);
/* Appends an error map {code, message, name, grant?, errno?, path?}. Always returns false. NULL for
 * what does not apply. */
struct handler_error {
    const char *name; /* class in the guest's language: "Error", "TypeError" */
    const char *code; /* stable code */
    const char *grant;
    const char *sys_errno; /* "ENOENT" */
    struct slice path;
};
bool handler_fail(struct buf *reply, const struct handler_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Host directories (fs_host.c): the back end of a granted mount. */
enum dir_mode { DIR_RO, DIR_RW, DIR_OVERLAY };
/* Opens `host_dir` and makes a port for it. RO and RW resolve below the directory with openat2
 * (RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS), so no link leads out; OVERLAY reads through and keeps
 * writes in memory, charged to `account`. */
tr_rc fs_host_port(const char *host_dir, enum dir_mode mode, struct account *account,
                   struct fs_port *out, struct tr_err *err) TR_MUST_USE;

#endif
