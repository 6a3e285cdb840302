/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence that helps to repair an error, only where it is certain. */
#ifndef JS_HINT_H
#define JS_HINT_H

#include "error.h"

struct hint_input {
    JSContext *ctx;
    struct slice name, message;
    struct error_place place; /* innermost frame of the program; line 0 when there is none */
    bool direct;              /* the error arose there, not in a built-in function called there */
};

/* Appends the hint to out; nothing when there is none. */
void hint_find(const struct hint_input *in, struct buf *out);

#endif
