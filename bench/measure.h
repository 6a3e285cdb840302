/* SPDX-License-Identifier: Apache-2.0 */
/* What every program under bench/ shares: a clock, a list of samples, one line of output a figure.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

struct samples {
    uint64_t *ns;
    size_t n, cap;
};

uint64_t measure_now_ns(void);
void samples_add(struct samples *s, uint64_t ns);
/* Prints "name<TAB>p50<TAB>p90<TAB>p99<TAB>us<TAB>n" and empties the list. */
void samples_print(struct samples *s, const char *name);
/* Prints "name<TAB>value<TAB><TAB><TAB>unit<TAB>1". */
void value_print(const char *name, double value, const char *unit);
/* The value of "--name=N" among the arguments, else `standard`. */
uint64_t measure_option(int argc, char **argv, const char *name, uint64_t standard);

#endif
