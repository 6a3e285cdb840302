/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text to number and number to text.
 *
 * strtod and printf do the rounding, which glibc does exactly; what they must not see or give is a
 * decimal point, which depends on the locale. So a JSON number goes to strtod as digits and an
 * exponent ("12.5e3" as "125e2"), and of printf's "%.*e" only the digits and the exponent are used.
 *
 * Shortest digits: every decimal of up to 15 digits survives the way through a normal double, so
 * the 15 digits nearest to the value, without trailing zeros, are the shortest if they read back;
 * else 16 are tried, then 17. Subnormals have fewer digits and start from one. Just below a power
 * of two, doubles lie twice as dense as above; there the nearest decimal can fail to read back
 * while its upper neighbour does, so that one is tried too (2^-44 is 5.684341886080802e-14).
 */
#include "base/json_number.h"

#include "base/limits.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

#define EXPONENT_CAP   INT64_C(1000000000000) /* far past any length of text */
#define DIGITS_MAX     17
#define SAFE_DIGITS    15 /* decimals of so many digits are exact in a double's 53 bits */
#define EXACT_TENS     22 /* 10^22 is the last power of ten that is a double */
#define GROUP_DIGITS   9
#define GROUP          UINT32_C(1000000000)
#define BITS_FRACTION  UINT64_C(0x000fffffffffffff)
#define BYTES_PER_WORD 4

/* A number taken apart: digits without point, and the power of ten of the last one. */
struct decimal {
    struct slice whole;
    struct slice fraction;
    int64_t exponent;
    bool negative;
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static struct slice take_digits(struct slice *text)
{
    size_t len = 0;
    while (len < text->len && is_digit(text->ptr[len]))
        len++;
    const struct slice digits = slice_make(text->ptr, len);
    *text = slice_from(*text, len);
    return digits;
}

static bool take_byte(struct slice *text, uint8_t byte)
{
    if (text->len == 0 || text->ptr[0] != byte)
        return false;
    *text = slice_from(*text, 1);
    return true;
}

static int64_t take_exponent(struct slice *text)
{
    if (!take_byte(text, 'e') && !take_byte(text, 'E'))
        return 0;
    const bool negative = take_byte(text, '-');
    if (!negative)
        (void)take_byte(text, '+');
    const struct slice digits = take_digits(text);
    int64_t value = 0;
    for (size_t i = 0; i < digits.len && value < EXPONENT_CAP; i++)
        value = value * 10 + (digits.ptr[i] - '0');
    return negative ? -value : value;
}

static struct decimal decimal_of(struct slice text)
{
    struct decimal d = {0};
    d.negative = take_byte(&text, '-');
    d.whole = take_digits(&text);
    if (take_byte(&text, '.'))
        d.fraction = take_digits(&text);
    d.exponent = take_exponent(&text) - (int64_t)d.fraction.len;
    return d;
}

/* Few digits and a small power of ten are both exact, and one operation on them rounds once. */
static bool exact_small(const struct decimal *d, double *out)
{
    static const double tens[EXACT_TENS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->whole.len + d->fraction.len > SAFE_DIGITS || d->exponent > EXACT_TENS ||
        d->exponent < -EXACT_TENS)
        return false;
    uint64_t digits = 0;
    for (size_t i = 0; i < d->whole.len; i++)
        digits = digits * 10 + (uint64_t)(d->whole.ptr[i] - '0');
    for (size_t i = 0; i < d->fraction.len; i++)
        digits = digits * 10 + (uint64_t)(d->fraction.ptr[i] - '0');
    const double value =
        d->exponent < 0 ? (double)digits / tens[-d->exponent] : (double)digits * tens[d->exponent];
    *out = d->negative ? -value : value;
    return true;
}

bool json_number_parse(struct slice text, struct buf *scratch, double *out)
{
    const struct decimal d = decimal_of(text);
    if (exact_small(&d, out))
        return true;
    buf_clear(scratch);
    (void)buf_append_slice(scratch, d.whole);
    (void)buf_append_slice(scratch, d.fraction);
    (void)buf_printf(scratch, "e%lld", (long long)d.exponent);
    const char *plain = buf_str(scratch);
    if (!plain)
        return false;
    const double value = strtod(plain, NULL);
    *out = d.negative ? -value : value;
    return true;
}

/* digits[0] . digits[1…] × 10^exponent */
struct shortest {
    char digits[DIGITS_MAX + 1];
    int n_digits;
    int exponent;
};

static bool reads_back(const struct shortest *s, double value)
{
    char text[JSON_NUMBER_SIZE];
    (void)snprintf(text, sizeof(text), "%.*se%d", s->n_digits, s->digits,
                   s->exponent - (s->n_digits - 1));
    return strtod(text, NULL) == value;
}

/* The decimal of n_digits nearest to the value. */
static void nearest(double value, int n_digits, struct shortest *out)
{
    char text[JSON_NUMBER_SIZE];
    (void)snprintf(text, sizeof(text), "%.*e", n_digits - 1, value);
    const char *mark = strchr(text, 'e');
    out->n_digits = 0;
    for (const char *p = text; p < mark && out->n_digits < n_digits; p++)
        if (is_digit((uint8_t)*p))
            out->digits[out->n_digits++] = *p;
    out->exponent = (int)strtol(mark + 1, NULL, 10);
}

/* One more in the last place. */
static void step_up(struct shortest *s)
{
    int i = s->n_digits - 1;
    while (i >= 0 && s->digits[i] == '9')
        s->digits[i--] = '0';
    if (i >= 0) {
        s->digits[i]++;
        return;
    }
    s->digits[0] = '1';
    s->exponent++;
}

static bool is_power_of_two(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return (bits & BITS_FRACTION) == 0;
}

/* Of a positive number. */
static struct shortest shortest_of(double value)
{
    struct shortest s = {0};
    for (int n = value < DBL_MIN ? 1 : SAFE_DIGITS; n < DIGITS_MAX; n++) {
        nearest(value, n, &s);
        if (reads_back(&s, value))
            break;
        step_up(&s);
        if (is_power_of_two(value) && reads_back(&s, value))
            break;
        s.n_digits = 0;
    }
    if (s.n_digits == 0)
        nearest(value, DIGITS_MAX, &s);
    while (s.n_digits > 1 && s.digits[s.n_digits - 1] == '0')
        s.n_digits--;
    return s;
}

/* The layouts of ECMA-262, Number::toString, where `point` is n and n_digits is k. */
static void lay_out(const struct shortest *s, char *out, size_t size)
{
    const int point = s->exponent + 1;
    const int n = s->n_digits;
    if (n <= point && point <= 21)
        (void)snprintf(out, size, "%.*s%.*s", n, s->digits, point - n, "000000000000000000000");
    else if (0 < point && point <= 21)
        (void)snprintf(out, size, "%.*s.%.*s", point, s->digits, n - point, s->digits + point);
    else if (-6 < point && point <= 0)
        (void)snprintf(out, size, "0.%.*s%.*s", -point, "000000", n, s->digits);
    else
        (void)snprintf(out, size, "%c%s%.*se%c%d", s->digits[0], n > 1 ? "." : "", n - 1,
                       s->digits + 1, s->exponent < 0 ? '-' : '+', abs(s->exponent));
}

void json_number_format(double value, char out[JSON_NUMBER_SIZE])
{
    const double magnitude = value < 0 ? -value : value;
    if (magnitude < 1e15 && (double)(long long)value == value) {
        (void)snprintf(out, JSON_NUMBER_SIZE, "%lld", (long long)value);
        return;
    }
    const struct shortest s = shortest_of(magnitude);
    if (value < 0)
        *out++ = '-';
    lay_out(&s, out, JSON_NUMBER_SIZE - (value < 0 ? 1 : 0));
}

/* Divides in place, most significant word first, and returns the remainder. */
static uint32_t divide(uint32_t *words, size_t n, uint32_t divisor)
{
    uint64_t rest = 0;
    for (size_t i = 0; i < n; i++) {
        rest = rest << 32 | words[i];
        words[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    return (uint32_t)rest;
}

void json_magnitude_put(struct buf *out, struct slice magnitude, unsigned add)
{
    /* One word more than the bytes need, for the carry of `add`. */
    uint32_t words[JSON_BIGINT_BYTES_MAX / BYTES_PER_WORD + 2] = {0};
    char groups[(JSON_BIGINT_BYTES_MAX * 5 / 2 + 40)];
    const size_t n = magnitude.len / BYTES_PER_WORD + 2;
    for (size_t i = 0; i < magnitude.len; i++)
        words[n - 1 - i / BYTES_PER_WORD] |= (uint32_t)magnitude.ptr[magnitude.len - 1 - i]
                                             << (8 * (i % BYTES_PER_WORD));
    for (size_t i = n; add && i > 0; i--)
        add = ++words[i - 1] == 0;

    size_t at = sizeof(groups), first = 0;
    do {
        uint32_t group = divide(words + first, n - first, GROUP);
        for (int digit = 0; digit < GROUP_DIGITS; digit++, group /= 10)
            groups[--at] = (char)('0' + group % 10);
        while (first < n && words[first] == 0)
            first++;
    } while (first < n);
    while (at + 1 < sizeof(groups) && groups[at] == '0')
        at++;
    (void)buf_append(out, groups + at, sizeof(groups) - at);
}
