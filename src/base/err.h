/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How functions of ours fail. `return tr_fail(err, TR_E_INVALID, "…%u…", n);` fills *err (when not
 * NULL) and returns the code; `tr_wrap` prefixes context on the way up and returns the code it was
 * given. The error object is the last parameter of a function.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <troupe/error.h>

#define TR_MUST_USE           __attribute__((warn_unused_result))
#define TR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define TR_CLEANUP(fn)        __attribute__((cleanup(fn)))
/* Moves a pointer out of a variable that a cleanup attribute watches. */
#define TR_TAKE(p)                  \
    ({                              \
        __typeof__(p) taken_ = (p); \
        (p) = NULL;                 \
        taken_;                     \
    })
#define TR_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
/* Passes a failure on. Only for functions that return tr_rc and own nothing at that point but what
 * a cleanup attribute frees. */
#define TR_TRY(expr)        \
    do {                    \
        tr_rc rc_ = (expr); \
        if (rc_ != TR_OK)   \
            return rc_;     \
    } while (0)

#define tr_fail(err, code, ...) \
    tr_fail_at((err), (code), __FILE__, __LINE__, 0, TR_NO_OFFSET, __VA_ARGS__)
/* With errno's value. */
#define tr_fail_sys(err, code, sys, ...) \
    tr_fail_at((err), (code), __FILE__, __LINE__, (sys), TR_NO_OFFSET, __VA_ARGS__)
/* With the byte offset in the input. */
#define tr_fail_offset(err, code, off, ...) \
    tr_fail_at((err), (code), __FILE__, __LINE__, 0, (off), __VA_ARGS__)

tr_rc tr_fail_at(struct tr_err *err, tr_rc code, const char *file, int line, int sys,
                 uint64_t offset, const char *format, ...) TR_PRINTF(7, 8);
tr_rc tr_wrap(struct tr_err *err, tr_rc code, const char *format, ...) TR_PRINTF(3, 4);

#endif
