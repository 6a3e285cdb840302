/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the web platform that is written in C: URL, URLSearchParams, TextEncoder,
 * TextDecoder and structuredClone as globals; digests and random bytes as functions of the global
 * __troupe (natives.h), on which guests/js/web builds the rest.
 */
#ifndef JS_WEB_H
#define JS_WEB_H

#include "quickjs.h"

/* Runs once, when the image is made: after natives_init, before the prelude. -1: an exception is
 * pending. A program that uses nothing of it pays nothing: there is no work at its start. */
int web_init(JSContext *ctx);

#endif
