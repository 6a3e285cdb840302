/* SPDX-License-Identifier: Apache-2.0 */
/* What `troupe doctor` looks at. */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "base/buf.h"

enum finding {
    FINDING_OK,
    FINDING_NOTE,    /* works, but slower or with one wall fewer */
    FINDING_PROBLEM, /* prevents running */
    FINDING_MAX
};

struct check {
    enum finding finding;
    char value[160];
    char remedy[200]; /* empty when there is nothing to do */
};

struct check_row {
    const char *name; /* in JSON */
    void (*look)(struct check *check);
};
extern const struct check_row machine_checks[];
extern const unsigned n_machine_checks;

/* Fills a finding in. `remedy` may be NULL. */
void found(struct check *check, enum finding finding, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
