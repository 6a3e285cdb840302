/* SPDX-License-Identifier: Apache-2.0 */
/* Which known name a misspelt one was meant to be. */
#ifndef JS_NEAR_H
#define JS_NEAR_H

#include "base/buf.h"
#include "quickjs.h"

/* Appends the nearest among the global names and the names that `source` declares. False when none
 * is near enough. */
bool near_find(JSContext *ctx, struct slice name, struct slice source, struct buf *out);
/* Whether a byte can stand in an identifier; bytes past ASCII can. */
bool near_is_word(uint8_t byte);

#endif
