/* SPDX-License-Identifier: Apache-2.0 */
/* The program's main file: how it is evaluated and what its result is. */
#ifndef JS_PROGRAM_H
#define JS_PROGRAM_H

#include "quickjs.h"

/* Evaluates it up to its first wait. False: an exception is pending. */
bool program_start(JSContext *ctx, bool is_module);
/* The stable code of the failure of program_start, or NULL. */
const char *program_error_code(void);
/* Takes the next step once guest.main is fulfilled; guest.result is valid after the last one.
 * False: an exception is pending. */
bool program_advance(JSContext *ctx);

#endif
