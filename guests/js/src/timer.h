/* SPDX-License-Identifier: Apache-2.0 */
/* setTimeout, setInterval, setImmediate and their clear functions. */
#ifndef JS_TIMER_H
#define JS_TIMER_H

#include "quickjs.h"

int timer_init(JSContext *ctx);
/* Adds timerUnref to the functions of the prelude (natives.h). */
int timer_init_natives(JSContext *ctx, JSValueConst natives);
/* Calls what is due, each followed by the jobs it queues. False: a callback threw, the exception is
 * pending. */
bool timer_run_due(JSContext *ctx, bool (*run_jobs)(JSContext *ctx));
/* Asks the host to wake the guest for the first timer, when it has not been asked yet. False: an
 * exception is pending. */
bool timer_arm(JSContext *ctx);
/* Timers that keep the program alive. */
uint32_t timer_pending(void);
/* All timers that can still fire. */
uint32_t timer_live(void);

#endif
