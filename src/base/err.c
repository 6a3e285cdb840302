/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error object: code, origin and one line of text, in memory of the caller. Nothing is
 * allocated, nothing is kept per thread, so an error can be made when memory is out and read
 * whenever the caller likes.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *text;
} codes[] = {
#define CODE_ROW(code, name, text) {name, text},
    TR_CODES(CODE_ROW)
#undef CODE_ROW
};
_Static_assert(TR_ARRAY_LEN(codes) == TR_CODE_COUNT, "one row for each code");

static bool known(tr_rc code)
{
    return code < 0 && -1 - (int)code < TR_CODE_COUNT;
}

const char *tr_code_name(tr_rc code)
{
    return code == TR_OK ? "ok" : known(code) ? codes[-1 - (int)code].name : "unknown";
}

const char *tr_code_text(tr_rc code)
{
    return code == TR_OK ? "success" : known(code) ? codes[-1 - (int)code].text : "unknown";
}

tr_rc tr_fail_at(struct tr_err *err, tr_rc code, const char *file, int line, int sys,
                 uint64_t offset, const char *format, ...)
{
    if (!err)
        return code;
    *err = (struct tr_err){
        .code = code, .sys_errno = sys, .offset = offset, .origin_file = file, .origin_line = line};
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    if (sys && n >= 0 && (size_t)n < sizeof err->message)
        (void)snprintf(err->message + n, sizeof err->message - (size_t)n, ": %s", strerror(sys));
    return code;
}

tr_rc tr_wrap(struct tr_err *err, tr_rc code, const char *format, ...)
{
    if (!err)
        return code;
    char former[sizeof err->message];
    memcpy(former, err->message, sizeof former);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof err->message)
        (void)snprintf(err->message + n, sizeof err->message - (size_t)n, ": %s", former);
    return code;
}
