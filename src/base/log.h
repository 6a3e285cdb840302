/* SPDX-License-Identifier: Apache-2.0 */
/* Debug lines on standard error when TROUPE_LOG=debug; the library prints nothing else, ever. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

bool log_enabled(void);
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
