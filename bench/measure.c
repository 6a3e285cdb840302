/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sampling for the benchmarks. Samples are kept whole and sorted once, so percentiles are exact; a
 * line has tab-separated fields that bench/run.py turns into the table people read.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t measure_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void samples_add(struct samples *s, uint64_t ns)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 4096;
        s->ns = realloc(s->ns, s->cap * sizeof *s->ns);
        if (!s->ns)
            abort();
    }
    s->ns[s->n++] = ns;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double percentile_us(const struct samples *s, unsigned percent)
{
    return s->n ? (double)s->ns[(s->n - 1) * percent / 100] / 1000.0 : 0;
}

void samples_print(struct samples *s, const char *name)
{
    qsort(s->ns, s->n, sizeof *s->ns, compare);
    printf("%s\t%.1f\t%.1f\t%.1f\tus\t%zu\n", name, percentile_us(s, 50), percentile_us(s, 90),
           percentile_us(s, 99), s->n);
    fflush(stdout);
    free(s->ns);
    *s = (struct samples){0};
}

void value_print(const char *name, double value, const char *unit)
{
    printf("%s\t%.1f\t\t\t%s\t1\n", name, value, unit);
    fflush(stdout);
}

uint64_t measure_option(int argc, char **argv, const char *name, uint64_t standard)
{
    size_t len = strlen(name);
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--", 2) == 0 && strncmp(argv[i] + 2, name, len) == 0 &&
            argv[i][2 + len] == '=')
            return strtoull(argv[i] + 3 + len, NULL, 10);
    return standard;
}
