/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options: "--name VALUE", "--name=VALUE" or "--name". getopt_long is not used because it would
 * take abbreviations, which turn into something else when a table grows, and because the tables
 * carry more than it knows.
 */
#include "cli/cli.h"

#define NAMES_MAX 64

const struct option *option_find(const struct verb *verb, const char *arg)
{
    size_t len = strcspn(arg, "=");
    for (const struct option *o = verb->options; o && o->name; o++)
        if (strlen(o->name) == len && strncmp(o->name, arg, len) == 0)
            return o;
    return NULL;
}

static tr_rc unknown_option(const struct verb *verb, const char *arg, struct tr_err *err)
{
    const char *names[NAMES_MAX];
    char given[128];
    unsigned n = 0;
    for (const struct option *o = verb->options; o && o->name && n < NAMES_MAX; o++)
        names[n++] = o->name;
    snprintf(given, sizeof(given), "%.*s", (int)strcspn(arg, "="), arg);
    const char *near = suggest(given, names, n);
    if (near)
        return tr_fail(err, TR_E_USAGE, "unknown option %s; did you mean %s?", given, near);
    return tr_fail(err, TR_E_USAGE, "unknown option %s", given);
}

/* The value of the option at argv[*at]; moves *at past what was used. */
static tr_rc take_value(const struct option *option, int argc, char **argv, int *at,
                        const char **out, struct tr_err *err)
{
    const char *equals = strchr(argv[*at], '=');
    *out = equals ? equals + 1 : NULL;
    ++*at;
    if (!option->value)
        return equals ? tr_fail(err, TR_E_USAGE, "%s takes no value", option->name) : TR_OK;
    if (equals)
        return TR_OK;
    if (*at >= argc)
        return tr_fail(err, TR_E_USAGE, "%s needs a value: %s", option->name, option->value);
    *out = argv[(*at)++];
    return TR_OK;
}

tr_rc options_parse(const struct verb *verb, int argc, char **argv, int *at, bool *stop, void *ctx,
                    struct tr_err *err)
{
    bool seen[NAMES_MAX] = {false};
    *stop = false;
    while (*at < argc && argv[*at][0] == '-' && argv[*at][1]) {
        const char *value;
        if (strcmp(argv[*at], "--") == 0) {
            ++*at;
            *stop = true;
            break;
        }
        const struct option *option = option_find(verb, argv[*at]);
        if (!option)
            return unknown_option(verb, argv[*at], err);
        size_t index = (size_t)(option - verb->options);
        if (seen[index] && !option->repeatable)
            return tr_fail(err, TR_E_USAGE, "%s is given twice", option->name);
        seen[index] = true;
        TR_TRY(take_value(option, argc, argv, at, &value, err));
        tr_rc rc = option->take(ctx, value, err);
        if (rc != TR_OK)
            return tr_wrap(err, rc, "%s", option->name);
    }
    return TR_OK;
}
