/* SPDX-License-Identifier: Apache-2.0 */
/* How module names become modules. */
#ifndef JS_MODULE_H
#define JS_MODULE_H

#include "base/slice.h"
#include "quickjs.h"

void module_init(JSRuntime *rt);
/* START's map of further sources; borrowed. */
void module_set_sources(struct slice map);
/* The source of a file of the program that is in memory; false when it is not. */
bool module_source(struct slice name, struct slice *out);
/* Compiles the main file. NULL: an exception is pending. */
JSModuleDef *module_compile_main(JSContext *ctx);

#endif
