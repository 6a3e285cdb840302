/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error object: filling it, prefixing context on the way up, and the names of the codes.
 *
 * A message is one line of clean UTF-8 whatever was formatted into it: names and texts in it can
 * come from a guest or a file, and the line may end in a terminal or a log. Control characters
 * become spaces, malformed bytes become '?', and a message that is too long is cut between two
 * characters. The names and texts of the codes come from TR_CODES alone.
 */
#include "base/err.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *text;
} codes[] = {
#define CODE_ROW(code, code_name, code_text) {.name = (code_name), .text = (code_text)},
    TR_CODES(CODE_ROW)
#undef CODE_ROW
};

const char *tr_code_name(tr_rc code)
{
    if (code == TR_OK)
        return "ok";
    const int index = -1 - (int)code;
    return index >= 0 && index < (int)TR_CODE_COUNT ? codes[index].name : "unknown";
}

const char *tr_code_text(tr_rc code)
{
    if (code == TR_OK)
        return "success";
    const int index = -1 - (int)code;
    return index >= 0 && index < (int)TR_CODE_COUNT ? codes[index].text : "an unknown error";
}

/* Makes `text`, which was cut at its array's end if `cut`, one line of valid UTF-8. */
static void clean_line(char *text, bool cut)
{
    const struct slice line = slice_str(text);
    size_t pos = 0;
    while (pos < line.len) {
        const size_t start = pos;
        const bool malformed =
            utf8_valid_prefix(slice_make(line.ptr + start, line.len - start)) == 0;
        const uint32_t code_point = utf8_next(line, &pos);
        if (malformed && cut && line.len - start < 4) {
            text[start] = '\0';
            return;
        }
        if (malformed)
            text[start] = '?';
        else if (code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f))
            memset(text + start, ' ', pos - start);
    }
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
    int len = vsnprintf(err->message, sizeof(err->message), format, args);
    va_end(args);
    if (sys && len >= 0 && (size_t)len < sizeof(err->message))
        len +=
            snprintf(err->message + len, sizeof(err->message) - (size_t)len, ": %s", strerror(sys));
    clean_line(err->message, len >= (int)sizeof(err->message));
    return code;
}

tr_rc tr_wrap(struct tr_err *err, tr_rc code, const char *format, ...)
{
    if (!err)
        return code;
    char context[sizeof(err->message)];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof(context), format, args);
    va_end(args);

    char cause[sizeof(err->message)];
    memcpy(cause, err->message, sizeof(cause));
    cause[sizeof(cause) - 1] = '\0';
    const int len = snprintf(err->message, sizeof(err->message), "%s: %s", context, cause);
    clean_line(err->message, len >= (int)sizeof(err->message));
    return code;
}
