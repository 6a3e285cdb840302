/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a module may choose, at most. A count is also checked against the bytes that are left, so
 * memory taken while reading stays in proportion to the module. The numbers are those that engines
 * agreed on (JavaScript interface of WebAssembly, "implementation-defined limits"), or smaller.
 */
#ifndef WASM_CAPS_H
#define WASM_CAPS_H

#include "base/limits.h"

#define WASM_SECTIONS_MAX         10000   /* custom sections included */
#define WASM_TYPES_MAX            1000000 /* function types */
#define WASM_FUNCTIONS_MAX        200000 /* each: imported, defined; compiling takes 3 KiB for each */
#define WASM_IMPORTS_MAX          100000
#define WASM_EXPORTS_MAX          1000000
#define WASM_GLOBALS_MAX          100000
#define WASM_TABLES_MAX           100
#define WASM_TABLE_ELEMENTS_MAX   10000000 /* initial size of one table */
#define WASM_ELEMENT_SEGMENTS_MAX 100000
#define WASM_ELEMENT_ITEMS_MAX    10000000 /* of all segments together */
#define WASM_DATA_SEGMENTS_MAX    100000
#define WASM_PARAMS_MAX           1000
#define WASM_RESULTS_MAX          1000
#define WASM_NAME_BYTES_MAX       100000 /* names of imports, exports, custom sections */
#define WASM_BODY_BYTES_MAX       (8 * MIB)
#define WASM_LOCALS_MAX           50000 /* of one function, parameters not counted */
#define WASM_NESTING_MAX          10000 /* blocks within each other; compiling is quadratic in it */
#define WASM_CONSTANT_STACK_MAX   64    /* operands waiting inside a constant expression */
#define WASM_EDITS_MAX            1000000 /* segments emptied and constants folded */
#define WASM_IMAGE_BYTES_MAX      (1 * GIB)
#define WASM_MEMORY_PAGES_MAX     65536 /* of the specification: 4 GiB */

#endif
