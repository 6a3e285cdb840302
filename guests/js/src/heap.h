/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the runtime, and what makes its image small and its first run cheap. */
#ifndef JS_HEAP_H
#define JS_HEAP_H

#include "quickjs.h"

extern const JSMallocFunctions heap_functions;

/* The end of tr_init: garbage is collected, every hole in the heap is filled and the heap's end
 * moved to a page boundary, so that a program's allocations lie together on fresh pages. From now
 * on freed memory is no longer zeroed. */
void heap_seal(JSRuntime *rt);
/* Whether an allocation has failed since tr_start. */
bool heap_exhausted(void);

#endif
