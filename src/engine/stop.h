/* SPDX-License-Identifier: Apache-2.0 */
/* Why guest code stopped before it returned: the closed list that every layer above maps from. */
#ifndef ENGINE_STOP_H
#define ENGINE_STOP_H

/* id, name in JSON, sentence */
#define STOP_REASONS(X)                                                                      \
    X(NONE, "none", "the guest returned")                                                    \
    X(EXIT, "exit", "the program ended itself with an exit status")                          \
    X(DEADLINE, "deadline", "the time limit was reached")                                    \
    X(CANCELLED, "cancelled", "the caller stopped the run")                                  \
    X(MEMORY, "memory", "the memory limit was reached")                                      \
    X(OUTPUT, "output", "a value larger than the output limit was handed over")              \
    X(STACK, "stack", "the call stack is exhausted")                                         \
    X(UNREACHABLE, "unreachable", "the program executed an unreachable instruction")         \
    X(BOUNDS, "bounds", "the program accessed memory out of bounds")                         \
    X(TABLE, "table", "the program accessed a table out of bounds or called an empty entry") \
    X(SIGNATURE, "signature", "an indirect call met a function of another type")             \
    X(ARITHMETIC, "arithmetic", "integer division by zero, overflow or a bad conversion")    \
    X(PROTOCOL, "protocol", "the program broke the rules of the guest interface")            \
    X(INTERNAL, "internal", "a defect of Troupe or a failure of the host")

enum stop {
#define STOP_ENUM(id, name, text) STOP_##id,
    STOP_REASONS(STOP_ENUM)
#undef STOP_ENUM
        STOP_MAX
};

const char *stop_name(enum stop stop);
const char *stop_text(enum stop stop);

#endif
