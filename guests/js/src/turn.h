/* SPDX-License-Identifier: Apache-2.0 */
/* Turns: an input comes in, the program runs until it must wait or is done. */
#ifndef JS_TURN_H
#define JS_TURN_H

#include "base/slice.h"
#include "quickjs.h"

void turn_init(JSRuntime *rt);
/* Takes over the payload (memory of tr_alloc). Gives the state that tr_turn returns. */
uint32_t turn_run(uint32_t kind, struct slice payload);

#endif
