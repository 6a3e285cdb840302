/* SPDX-License-Identifier: Apache-2.0 */
/* An engine with the JavaScript guest and runs of source text in it: what the hostile tests and the
 * benchmarks stand on. Anything that cannot happen ends the program with a message. */
#ifndef SUPPORT_JS_H
#define SUPPORT_JS_H

#include "turn/run.h"

struct js {
    struct engine *engine;
    struct module *module;
};

/* With `verify`, every cleaned slot is compared with its image. */
struct js js_begin(bool verify);
void js_end(struct js *js);
/* Options of a run of `source` under the default limits. */
struct run_options js_options(const struct js *js, struct slice source);
/* Runs and gives the outcome; *took_ns (may be NULL) is the time from nothing until the slot is
 * clean. */
enum outcome js_run(const struct run_options *options, uint64_t *took_ns);
/* Runs body(arg) on a thread that may call guests. */
void js_deep(void (*body)(void *arg), void *arg);
/* A file with a NUL behind it; never freed. */
struct slice js_read(const char *path);
/* Resident bytes of this process. */
uint64_t js_rss_bytes(void);

#endif
