/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors of the library itself: a call that could not be carried out.
 *
 * What a guest program did wrong is never one of these; it is an outcome (troupe.h). A function
 * that can fail returns `tr_rc`: 0, or one of the negative codes below. The context goes into a
 * caller-owned `struct tr_err`, which holds no allocation and may live on the stack. `err` may be
 * NULL in every call. Outputs are untouched on failure.
 */
#ifndef TROUPE_ERROR_H
#define TROUPE_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TR_API __attribute__((visibility("default")))
#else
#define TR_API
#endif

/* code, name used in JSON, what it means. The only list: enum, names and texts come from it. */
#define TR_CODES(X)                                                                            \
    X(USAGE, "usage", "the call or an option is not valid")                                    \
    X(INVALID, "invalid", "the input is malformed")                                            \
    X(UNSUPPORTED, "unsupported", "the input is well formed but asks for what is not offered") \
    X(DENIED, "denied", "no grant allows it")                                                  \
    X(LIMIT, "limit", "a limit was reached")                                                   \
    X(NOT_FOUND, "not_found", "the named thing does not exist")                                \
    X(IO, "io", "the operating system refused or failed")                                      \
    X(CORRUPT, "corrupt", "stored data fails its checks")                                      \
    X(BUSY, "busy", "somebody else holds it; try again")                                       \
    X(NO_MEMORY, "no_memory", "the host is out of memory")                                     \
    X(INTERNAL, "internal", "a defect of Troupe itself")

enum tr_code_index {
#define TR_CODE_INDEX(code, name, text) TR_CODE_INDEX_##code,
    TR_CODES(TR_CODE_INDEX)
#undef TR_CODE_INDEX
        TR_CODE_COUNT
};

typedef enum tr_rc {
    TR_OK = 0,
#define TR_CODE_ENUM(code, name, text) TR_E_##code = -1 - TR_CODE_INDEX_##code,
    TR_CODES(TR_CODE_ENUM)
#undef TR_CODE_ENUM
} tr_rc;

/* `offset` of an error that has no position in an input. */
#define TR_NO_OFFSET UINT64_MAX

struct tr_err {
    tr_rc code;
    int sys_errno;           /* errno of the failed system call, or 0 */
    uint64_t offset;         /* byte offset in the input at fault, or TR_NO_OFFSET */
    const char *origin_file; /* source position in Troupe where the error was first seen */
    int origin_line;
    char message[256]; /* one line, no final full stop, never holds a secret */
};

/* The name ("invalid") and the meaning of a code; "ok" for TR_OK, "unknown" for any other number.
 */
TR_API const char *tr_code_name(tr_rc code);
TR_API const char *tr_code_text(tr_rc code);

#ifdef __cplusplus
}
#endif
#endif
