/* SPDX-License-Identifier: Apache-2.0 */
/* Floats and their widths by their bits (IEEE 754), without libm. Private to the CBOR files and the
 * JSON writer. */
#ifndef BASE_CBOR_FLOAT_H
#define BASE_CBOR_FLOAT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FLOAT_HALF_NAN UINT16_C(0x7e00) /* the one NaN of the profile */

static inline uint64_t double_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static inline double double_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static inline double float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof(value));
    return (double)value;
}

static inline double half_of_bits(uint16_t bits)
{
    const uint64_t sign = (uint64_t)(bits >> 15) << 63;
    const unsigned exponent = bits >> 10 & 0x1f;
    const uint64_t fraction = bits & 0x3ff;
    if (exponent == 0) {
        const double magnitude = (double)fraction * 0x1p-24;
        return sign ? -magnitude : magnitude;
    }
    const uint64_t wide = exponent == 0x1f ? 0x7ff : (uint64_t)exponent - 15 + 1023;
    return double_of_bits(sign | wide << 52 | fraction << 42);
}

/* The half-width float of the same value; false when there is none. */
static inline bool half_bits(double value, uint16_t *out)
{
    const uint64_t bits = double_bits(value);
    const uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
    const int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
    const uint64_t fraction = bits & UINT64_C(0x000fffffffffffff);
    if (value != value) {
        *out = FLOAT_HALF_NAN;
        return true;
    }
    if ((bits << 1) == 0) {
        *out = sign;
        return true;
    }
    if (exponent == 1024 || (exponent >= -14 && exponent <= 15)) {
        const unsigned narrow = exponent == 1024 ? 0x1f : (unsigned)(exponent + 15);
        *out = (uint16_t)(sign | narrow << 10 | (unsigned)(fraction >> 42));
        return (fraction & UINT64_C(0x3ffffffffff)) == 0;
    }
    if (exponent < -24 || exponent > 15)
        return false;
    /* Subnormal: a count of 2^-24, so the leading one becomes a bit of the fraction. */
    const int shift = 28 - exponent;
    const uint64_t whole = fraction | UINT64_C(1) << 52;
    *out = (uint16_t)(sign | (uint16_t)(whole >> shift));
    return (whole & ((UINT64_C(1) << shift) - 1)) == 0;
}

/* The single-width float of the same value; false when there is none. Not for NaN. */
static inline bool single_bits(double value, uint32_t *out)
{
    const double most = 0x1.fffffep127;
    const bool infinite = value - value != 0;
    if (!infinite && (value > most || value < -most))
        return false;
    const float single = (float)value;
    memcpy(out, &single, sizeof(*out));
    return (double)single == value;
}

#endif
