/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of stop reasons, and how Wasmtime's trap codes map to them.
 *
 * The list is closed: a code that a later Wasmtime adds maps to INTERNAL until somebody decides
 * what it means for a guest, so no layer above ever meets a number it does not know.
 */
#include "engine/trap.h"

#include "base/err.h"

static const struct {
    const char *name, *text;
} stops[] = {
#define STOP_ROW(id, name, text) {name, text},
    STOP_REASONS(STOP_ROW)
#undef STOP_ROW
};
_Static_assert(TR_ARRAY_LEN(stops) == STOP_MAX, "one row for each reason");

const char *stop_name(enum stop stop)
{
    return (unsigned)stop < STOP_MAX ? stops[stop].name : "unknown";
}

const char *stop_text(enum stop stop)
{
    return (unsigned)stop < STOP_MAX ? stops[stop].text : "unknown";
}

static const struct {
    wasmtime_trap_code_t code;
    enum stop stop;
} traps[] = {
    {WASMTIME_TRAP_CODE_STACK_OVERFLOW, STOP_STACK},
    {WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS, STOP_BOUNDS},
    {WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS, STOP_TABLE},
    {WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL, STOP_TABLE},
    {WASMTIME_TRAP_CODE_NULL_REFERENCE, STOP_TABLE},
    {WASMTIME_TRAP_CODE_BAD_SIGNATURE, STOP_SIGNATURE},
    {WASMTIME_TRAP_CODE_INTEGER_OVERFLOW, STOP_ARITHMETIC},
    {WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO, STOP_ARITHMETIC},
    {WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER, STOP_ARITHMETIC},
    {WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED, STOP_UNREACHABLE},
    {WASMTIME_TRAP_CODE_INTERRUPT, STOP_DEADLINE},
};

enum stop stop_of_trap(wasmtime_trap_code_t code)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(traps); i++)
        if (traps[i].code == code)
            return traps[i].stop;
    return STOP_INTERNAL;
}
