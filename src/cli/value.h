/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options: durations, sizes, counts, times. All fail with TR_E_USAGE and an example. */
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

#include "base/err.h"

tr_rc value_duration(const char *text, uint64_t *out_ns, struct tr_err *err) TR_MUST_USE;
tr_rc value_size(const char *text, uint64_t *out_bytes, struct tr_err *err) TR_MUST_USE;
tr_rc value_count(const char *text, uint64_t *out, struct tr_err *err) TR_MUST_USE;
/* Decimal or 0x hexadecimal, up to 64 bits; *end is where it stopped. */
tr_rc value_integer(const char *text, const char **end, uint64_t *out,
                    struct tr_err *err) TR_MUST_USE;
/* "2026-03-01", "2026-03-01T12:30:00.5Z", "…+02:00": nanoseconds since 1970. */
tr_rc value_time(const char *text, uint64_t *out_ns, struct tr_err *err) TR_MUST_USE;

#endif
