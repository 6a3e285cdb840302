/* SPDX-License-Identifier: Apache-2.0 */
/* Math.random from the sandbox's seed; quickjs would seed it from a clock when the image is made.
 */
#ifndef JS_RANDOM_H
#define JS_RANDOM_H

#include "quickjs.h"

int random_init(JSContext *ctx);
void random_start(uint64_t seed0, uint64_t seed1);

#endif
