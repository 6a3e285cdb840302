/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities as people write them: "5 s", "64 MiB", "10000", and the options that set limits. */
#ifndef REPORT_QUANTITY_H
#define REPORT_QUANTITY_H

#include "turn/run.h"

#define QUANTITY_TEXT_MAX 32

/* Units are those of TR_LIMITS: "ns", "bytes", "count". Exact when the value is a whole number of a
 * larger unit, else with one decimal. */
void quantity_text(uint64_t value, const char *unit, char out[QUANTITY_TEXT_MAX]);

struct limit_row {
    const char *name, *unit, *text;
    const char *option; /* of the command */
    uint64_t standard, greatest;
    size_t offset; /* of the value in struct run_limits */
    bool measured; /* whether a run's use of it is known */
};
enum limit_index {
#define LIMIT_INDEX(name, unit, standard, greatest, text) LIMIT_##name,
    TR_LIMITS(LIMIT_INDEX)
#undef LIMIT_INDEX
        LIMIT_MAX
};
extern const struct limit_row limit_rows[LIMIT_MAX];
uint64_t limit_value(const struct run_limits *limits, enum limit_index index);

#endif
