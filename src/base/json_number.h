/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text: what JSON and JavaScript write and what a double or a big integer is. Private to
 * the JSON reader and writer. The process's locale plays no part. */
#ifndef BASE_JSON_NUMBER_H
#define BASE_JSON_NUMBER_H

#include "base/buf.h"

/* Longest text of json_number_format, with the NUL: "-1.2345678901234567e-100" and the like. */
#define JSON_NUMBER_SIZE 32

/* The double nearest to `text`, which must have the form of a JSON number; an infinity past the
 * range, as in JSON.parse. False only when `scratch` cannot hold the digits. */
bool json_number_parse(struct slice text, struct buf *scratch, double *out);
/* Number.prototype.toString of a finite number: the shortest digits that read back the same. */
void json_number_format(double value, char out[JSON_NUMBER_SIZE]);
/* Appends the decimal digits of the big-endian magnitude plus `add` (0 or 1). Quadratic in the
 * length, which the caller bounds by JSON_BIGINT_BYTES_MAX. */
void json_magnitude_put(struct buf *out, struct slice magnitude, unsigned add);

#endif
