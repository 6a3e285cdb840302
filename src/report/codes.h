/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every stable code an error in a report can carry that Troupe itself gives out. A guest may add
 * codes of its own language (ENOENT and the like pass through in messages, not here).
 */
#ifndef REPORT_CODES_H
#define REPORT_CODES_H

#include "base/slice.h"

/* code, class when the guest gave none, meaning, hint or NULL */
#define REPORT_CODES(X)                                                                        \
    X("uncaught", "Error", "an error of the program's own that nothing caught", NULL)          \
    X("syntax", "SyntaxError", "the source is not valid", NULL)                                \
    X("deadlock", "Error", "the program waits for something that can never come",              \
      "Every awaited promise needs something that settles it: a timer, a callback, a call of " \
      "resolve.")                                                                              \
    X("stack", "RangeError", "the call stack is exhausted",                                    \
      "Recursion needs an end; deep recursion can be turned into a loop.")                     \
    X("timers", "RangeError", "too many timers and calls wait at one time", NULL)              \
    X("unreachable", "Trap", "the program executed an unreachable instruction",                \
      "Compiled programs do this after a panic, a failed assertion or abort().")               \
    X("bounds", "Trap", "the program accessed memory out of bounds", NULL)                     \
    X("table", "Trap", "the program accessed a table out of bounds or called an empty entry",  \
      NULL)                                                                                    \
    X("signature", "Trap", "an indirect call met a function of another type", NULL)            \
    X("arithmetic", "Trap", "integer division by zero, overflow or a bad conversion", NULL)    \
    X("protocol", "Trap", "the program broke the rules of the guest interface", NULL)          \
    X("deadline", "LimitError", "the time limit was reached", NULL)                            \
    X("memory", "LimitError", "the memory limit was reached", NULL)                            \
    X("result", "LimitError", "the result is larger than the output limit", NULL)              \
    X("error", "LimitError", "the error value is larger than the output limit", NULL)          \
    X("artifact", "LimitError", "the artifacts are larger than the files limit", NULL)         \
    X("denied", "Denied", "the program needed something that no grant allows", NULL)           \
    X("cancelled", "Cancelled", "the caller stopped the run", NULL)                            \
    X("internal", "Internal", "a defect of Troupe or a failure of the host", NULL)             \
    X("usage", "Refused", "an option of the run is not valid", NULL)                           \
    X("invalid", "Refused", "the program is malformed", NULL)                                  \
    X("unsupported", "Refused", "the program asks for what is not offered", NULL)              \
    X("limit", "Refused", "the program is larger than a limit", NULL)                          \
    X("not_found", "Refused", "a named file does not exist", NULL)                             \
    X("io", "Refused", "the operating system refused or failed", NULL)                         \
    X("corrupt", "Refused", "stored data fails its checks", NULL)                              \
    X("busy", "Refused", "somebody else holds it", "Try again.")                               \
    X("no_memory", "Refused", "the host is out of memory", NULL)

struct report_code {
    const char *code, *class_name, *text, *hint;
};
extern const struct report_code report_codes[];
extern const size_t n_report_codes;

/* NULL when the code is not one of ours. */
const struct report_code *report_code_find(struct slice code);

#endif
