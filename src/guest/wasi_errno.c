/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and texts of the WASI error numbers, from the one list in wasi_errno.h. A number outside
 * the list, which only a defect can produce, is named as the input or output error.
 */
#include "guest/wasi_errno.h"

static const struct {
    const char *name, *text;
} errnos[WASI_ERRNO_MAX] = {[WASI_SUCCESS] = {"OK", "success"},
#define WASI_ERRNO_ROW(id, sentence) [WASI_##id] = {#id, sentence},
                            WASI_ERRNOS(WASI_ERRNO_ROW)
#undef WASI_ERRNO_ROW
};

const char *wasi_errno_name(enum wasi_errno error)
{
    return errnos[(unsigned)error < WASI_ERRNO_MAX ? error : WASI_EIO].name;
}

const char *wasi_errno_text(enum wasi_errno error)
{
    return errnos[(unsigned)error < WASI_ERRNO_MAX ? error : WASI_EIO].text;
}
