/* SPDX-License-Identifier: Apache-2.0 */
/* `troupe version`. */
#include "cli/cli.h"
#include <troupe/troupe.h>

static int version_main(const struct verb *verb, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return complain_usage(verb, "version takes nothing");
    printf("troupe %s\n", tr_version());
    return 0;
}

const struct verb verb_version = {
    .name = "version",
    .text = "print the version",
    .main = version_main,
};
