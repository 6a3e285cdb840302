/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The imports of module "troupe" as a guest written in C sees them, and the numbers that go with
 * them: interface version 1, docs/formats/abi.md.
 */
#ifndef GUEST_TROUPE_H
#define GUEST_TROUPE_H

#include <stdint.h>

#define TROUPE_ABI 1

#define TROUPE_IMPORT(name) __attribute__((import_module("troupe"), import_name(name)))
#define TROUPE_EXPORT(name) __attribute__((export_name(name), visibility("default")))

enum troupe_turn { TROUPE_TURN_START = 1, TROUPE_TURN_REPLY = 2 };

/* What tr_turn returns. */
enum troupe_state { TROUPE_FINISHED = 0, TROUPE_WAITING = 1, TROUPE_FAILED = 2 };

enum troupe_emit {
    TROUPE_EMIT_RESULT = 1,
    TROUPE_EMIT_ERROR = 2,
    TROUPE_EMIT_LOG = 3,
    TROUPE_EMIT_STDOUT = 4,
    TROUPE_EMIT_STDERR = 5,
    TROUPE_EMIT_PROGRESS = 6,
    TROUPE_EMIT_ARTIFACT = 7,
    TROUPE_EMIT_EXIT = 8,
};

/* clang-format off */
TROUPE_IMPORT("call")
void troupe_call(uint32_t id, const void *name, uint32_t name_len, const void *args,
                 uint32_t args_len);
/* 0 ok, 1 the reply is an error map; the reply's length goes to *reply_len. It is fetched with
 * troupe_take before any other import is called. */
TROUPE_IMPORT("call_blocking")
uint32_t troupe_call_blocking(const void *name, uint32_t name_len, const void *args,
                              uint32_t args_len, uint32_t *reply_len);
TROUPE_IMPORT("take")
void troupe_take(void *out, uint32_t len);
TROUPE_IMPORT("emit")
void troupe_emit(uint32_t kind, const void *bytes, uint32_t len);
TROUPE_IMPORT("now")
int64_t troupe_now(void);
TROUPE_IMPORT("random")
void troupe_random(void *out, uint32_t len);
/* clang-format on */

#endif
