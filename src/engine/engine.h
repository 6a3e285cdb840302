/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox kernel, as the layers above see it: an engine holds the two Wasmtime configurations,
 * the slots and the watchdog; a module is prepared, compiled, cached and carries its image; a
 * sandbox is a fresh store and instance over a slot.
 *
 * Threads: engine and modules may be used by many threads at once; a sandbox belongs to one thread
 * at a time, and only engine_thread_run() gives a thread a stack deep enough to call guests.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "engine/host.h"
#include <pthread.h>

struct engine;
struct module;
struct sandbox;

/* How dirty pages are found. AUTO takes PAGEMAP_SCAN where the kernel has it (6.7), else reads
 * /proc/self/pagemap. */
enum dirty_reader { DIRTY_AUTO, DIRTY_SCAN, DIRTY_PAGEMAP };

struct engine_options {
    const char *cache_dir; /* compiled modules and images; NULL = keep nothing on disk */
    uint64_t cache_bytes;  /* most that the cache may hold; 0 = the default of limits.h */
    uint64_t compile_ns;   /* longest that a foreign module may compile; 0 = the default */
    const struct host_table *const *tables; /* what modules may import */
    unsigned n_tables;
    enum dirty_reader dirty_reader;
    bool verify;        /* compare a slot with its image after every cleaning (tests) */
    uint64_t hot_bytes; /* budget of an image's hot set; 0 = default */
    void (*progress)(void *ctx,
                     const char *text); /* before work of more than ~0.3 s; may be NULL */
    void *progress_ctx;
};

tr_rc engine_new(const struct engine_options *options, struct engine **out,
                 struct tr_err *err) TR_MUST_USE;
void engine_free(struct engine *engine); /* every module and sandbox must be gone */
/* Runs fn(arg) on a thread whose stack holds a full guest stack, and waits for it. */
tr_rc engine_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err) TR_MUST_USE;
/* The same without waiting; the caller joins *out. */
tr_rc engine_thread_start(void (*fn)(void *arg), void *arg, pthread_t *out,
                          struct tr_err *err) TR_MUST_USE;

/* Whose module: ours have no bulk-memory instructions and are killed by page protection; foreign
 * ones carry epoch checks. */
enum module_kind { MODULE_OURS, MODULE_FOREIGN };

/* Prepares, compiles, caches (or loads from the cache) and makes the image. For MODULE_OURS the
 * exports _initialize and tr_init, where present, run once before the image is taken. Imports that
 * no table names: TR_E_UNSUPPORTED naming each. `known` is the SHA-256 of `bytes` where the build
 * already took it, else NULL. */
tr_rc module_load(struct engine *engine, enum module_kind kind, struct slice bytes,
                  const struct hash *known, struct module **out, struct tr_err *err) TR_MUST_USE;
struct module *module_ref(struct module *module);
void module_unref(struct module *module);
const struct hash *module_hash(const struct module *module); /* SHA-256 of the submitted bytes */
/* Type of an exported function ("iI:i"), NULL when there is none of that name. */
const char *module_export_type(const struct module *module, const char *name);
bool module_is_actor_safe(const struct module *module); /* no table mutation, no dropped segments */
/* Random bytes for the seeds of a sandbox, drawn from the host in larger portions. */
tr_rc module_seed(const struct module *module, uint64_t seed[2], struct tr_err *err) TR_MUST_USE;
/* WebAssembly text to binary. TR_E_INVALID carries the offset; the message says line and column. */
tr_rc module_from_text(struct slice wat, struct buf *out, struct tr_err *err) TR_MUST_USE;

struct sandbox_options {
    uint64_t memory_bytes; /* cap of linear memory */
    uint64_t deadline_ns;  /* monotonic; 0 = none */
    void *guest;           /* handed to host functions */
};

/* A trap's place: innermost frame first. Offsets are of the submitted module. */
#define STOP_FRAMES_MAX 16
struct stop_frame {
    uint32_t func_index;
    uint64_t offset;
    char func_name[64]; /* from the name section, may be empty */
};
struct stop_info {
    unsigned n_frames;
    struct stop_frame frames[STOP_FRAMES_MAX];
    char detail[160]; /* engine text for INTERNAL, else empty */
};

tr_rc sandbox_open(struct module *module, const struct sandbox_options *options,
                   struct sandbox **out, struct tr_err *err) TR_MUST_USE;
/* Deletes store and instance, cleans the slot, gives it back. NULL is fine. */
void sandbox_close(struct sandbox *sandbox);
/* Calls an export with i32/i64 arguments as 64-bit words. STOP_NONE: the guest returned (result in
 * *result when it has one). Anything else: the sandbox is dead, only close it. A missing export or
 * a signature of another length is STOP_PROTOCOL. */
enum stop sandbox_call(struct sandbox *sandbox, const char *name, const uint64_t *args,
                       unsigned n_args, uint64_t *result);
/* Why and where the last call stopped. */
const struct stop_info *sandbox_stop_info(const struct sandbox *sandbox);
/* Guest memory between calls, checked; NULL when outside. */
uint8_t *sandbox_memory(struct sandbox *sandbox, uint32_t ptr, uint32_t len);
uint64_t
sandbox_memory_bytes(const struct sandbox *sandbox); /* current size, which is also the peak */
bool sandbox_memory_refused(const struct sandbox *sandbox); /* a growth met the cap */
/* Sleeps until `wake_ns` (monotonic): STOP_NONE; or until the deadline or a kill, which is
 * returned. */
enum stop sandbox_wait_until(struct sandbox *sandbox, uint64_t wake_ns);
void sandbox_set_deadline(struct sandbox *sandbox, uint64_t deadline_ns);
/* From any thread while the sandbox is open: stops the guest with STOP_CANCELLED. `ticket` is what
 * sandbox_ticket gave; a ticket of an earlier tenant does nothing. */
struct kill_ticket {
    struct slot *slot;
    uint64_t generation;
};
struct kill_ticket sandbox_ticket(const struct sandbox *sandbox);
void engine_kill(struct engine *engine, struct kill_ticket ticket);

/* State: what differs from the image (docs/formats/state.md). Only between calls, only for a module
 * that is actor safe (else TR_E_UNSUPPORTED). */
tr_rc sandbox_capture(struct sandbox *sandbox, struct buf *out, struct tr_err *err) TR_MUST_USE;
/* A sandbox of the same module that goes on from `state`; TR_E_CORRUPT with offset when it is not
 * one, TR_E_INVALID when it belongs to another module or image. */
tr_rc sandbox_restore(struct module *module, const struct sandbox_options *options,
                      struct slice state, struct sandbox **out, struct tr_err *err) TR_MUST_USE;

/* The same record, smaller, for keeping; sandbox_restore takes both forms. */
tr_rc state_compress(struct slice record, struct buf *out, struct tr_err *err) TR_MUST_USE;

struct engine_stats {
    uint64_t slots, slots_idle;
    uint64_t cleanings, pages_copied, pages_dropped;
    uint64_t verify_failures;       /* verification mode: must stay 0 */
    enum dirty_reader dirty_reader; /* the one in use */
};
void engine_stats(const struct engine *engine, struct engine_stats *out);

#endif
