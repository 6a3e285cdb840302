/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence that helps to repair an error, only where it is certain. */
#ifndef JS_HINT_H
#define JS_HINT_H

#include "error.h"

struct hint_input {
    struct slice name, message;
    struct error_place place; /* innermost frame; line 0 when there is none */
};

/* Appends the hint to out; nothing when there is none. */
void hint_find(const struct hint_input *in, struct buf *out);

#endif
