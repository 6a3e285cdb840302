/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debug lines on standard error. The environment is read once, at the first question. A line is
 * made in one array and written by one write(2), so that lines of several threads and processes do
 * not mix; a line that is too long is cut.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024
#define PREFIX         "troupe: "

enum { LOG_UNKNOWN, LOG_OFF, LOG_ON };

bool log_enabled(void)
{
    static atomic_int state = LOG_UNKNOWN;
    int now = atomic_load_explicit(&state, memory_order_relaxed);
    if (now == LOG_UNKNOWN) {
        const char *level = getenv("TROUPE_LOG");
        now = level && strcmp(level, "debug") == 0 ? LOG_ON : LOG_OFF;
        atomic_store_explicit(&state, now, memory_order_relaxed);
    }
    return now == LOG_ON;
}

void log_debug(const char *format, ...)
{
    if (!log_enabled())
        return;
    char line[LINE_MAX_BYTES] = PREFIX;
    const size_t start = sizeof(PREFIX) - 1;
    va_list args;
    va_start(args, format);
    vsnprintf(line + start, sizeof(line) - start - 1, format, args);
    va_end(args);
    const size_t len = strlen(line);
    line[len] = '\n';
    /* There is nobody left to tell when standard error is closed. */
    if (write(STDERR_FILENO, line, len + 1) < 0)
        return;
}
