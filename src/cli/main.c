/* SPDX-License-Identifier: Apache-2.0 */
/* The command's entry: finds the verb and hands over. */
#include "cli/cli.h"

#include <stdarg.h>
#include <unistd.h>

const struct verb *const verbs[] = {&verb_run, &verb_doctor, &verb_completion, &verb_help,
                                    &verb_version};
const unsigned n_verbs = TR_ARRAY_LEN(verbs);

int complain(int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("troupe: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return code;
}

int complain_usage(const struct verb *verb, const char *message)
{
    return complain(EXIT_USAGE, "%s\ntroupe: \"troupe help %s\" shows what it takes", message,
                    verb->name);
}

static const struct verb *find_verb(const char *name)
{
    /* The spellings that people try first. */
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return &verb_help;
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        return &verb_version;
    for (unsigned i = 0; i < n_verbs; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

static int unknown_verb(const char *name)
{
    const char *names[TR_ARRAY_LEN(verbs)];
    for (unsigned i = 0; i < n_verbs; i++)
        names[i] = verbs[i]->name;
    const char *near = suggest(name, names, n_verbs);
    if (near)
        return complain(EXIT_USAGE, "unknown command \"%s\"; did you mean \"%s\"?", name, near);
    if (access(name, R_OK) == 0)
        return complain(EXIT_USAGE, "unknown command \"%s\"; to run that file: troupe run %s", name,
                        name);
    return complain(EXIT_USAGE, "unknown command \"%s\"; \"troupe help\" lists them", name);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        verb_help.main(&verb_help, 1, (char *[]){"help", NULL});
        return EXIT_USAGE;
    }
    const struct verb *verb = find_verb(argv[1]);
    return verb ? verb->main(verb, argc - 1, argv + 1) : unknown_verb(argv[1]);
}
