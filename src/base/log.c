/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debug lines. Off unless TROUPE_LOG=debug; the environment is read once, because it may not be
 * read while another thread changes it.
 */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool enabled;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_environment(void)
{
    const char *level = getenv("TROUPE_LOG");
    enabled = level && strcmp(level, "debug") == 0;
}

bool log_enabled(void)
{
    pthread_once(&once, read_environment);
    return enabled;
}

void log_debug(const char *format, ...)
{
    if (!log_enabled())
        return;
    char line[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    (void)fprintf(stderr, "troupe: %s\n", line);
}
