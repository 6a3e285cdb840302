/* SPDX-License-Identifier: Apache-2.0 */
/* The bundled prelude as bytecode; the definitions are made by the build (mkbytecode). */
#ifndef JS_PRELUDE_H
#define JS_PRELUDE_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t prelude_bytecode[];
extern const size_t prelude_bytecode_len;

#endif
