/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a run of a program can end. The one list: the enumerations, the names in JSON, the exit codes
 * of the command and the table in docs/errors.md come from it.
 */
#ifndef TROUPE_OUTCOME_H
#define TROUPE_OUTCOME_H

/* id, name in JSON, exit code of the command, what it means */
#define TR_OUTCOMES(X)                                                                          \
    X(OK, "ok", 0, "the program finished")                                                      \
    X(ERROR, "error", 1, "the program failed with an error of its own language")                \
    X(EXIT, "exit", 1, "the program ended itself with an exit status other than 0")             \
    X(TRAP, "trap", 10, "the program did what WebAssembly forbids and was stopped")             \
    X(DEADLINE, "deadline", 11, "the time limit was reached")                                   \
    X(MEMORY, "memory", 12, "the memory limit was reached")                                     \
    X(OUTPUT, "output", 13, "a result or an artifact is larger than its limit")                 \
    X(DENIED, "denied", 14, "the program needed something that no grant allows")                \
    X(CANCELLED, "cancelled", 15, "the caller stopped the run")                                 \
    X(REFUSED, "refused", 16, "the program was not started: malformed, too large, unsupported") \
    X(INTERNAL, "internal", 70, "a defect of Troupe or a failure of the host")

#endif
