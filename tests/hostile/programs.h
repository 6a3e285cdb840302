/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that never end by themselves, one for each way in which a guest can be busy, and
 * programs that attack a limit. */
#ifndef HOSTILE_PROGRAMS_H
#define HOSTILE_PROGRAMS_H

#include "turn/run.h"

struct hostile {
    const char *name, *source;
    unsigned outcomes; /* bit set of 1 << enum outcome that are right answers */
};

/* Each runs until it is stopped. */
extern const struct hostile busy_programs[];
extern const unsigned n_busy_programs;
/* Each meets a limit of its own or its deadline. */
extern const struct hostile limit_programs[];
extern const unsigned n_limit_programs;

#endif
