/* SPDX-License-Identifier: Apache-2.0 */
/* The man page, from the same tables as the help: `troupe help man | man -l -`. */
#include "cli/cli.h"
#include "cli/help.h"
#include <troupe/troupe.h>

/* Text for roff: no line may begin with a control character, dashes are real ones. */
static void put_roff(const char *text)
{
    for (bool start = true; *text; start = *text++ == '\n') {
        if (start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void put_verb(const struct verb *verb)
{
    bool options = verb->options && verb->options->name;
    printf(".SS \"troupe %s%s%s%s\"\n", verb->name, options ? " [OPTIONS]" : "",
           verb->operands ? " " : "", verb->operands ? verb->operands : "");
    put_roff(verb->text);
    puts(".");
    for (const struct option *o = verb->options; o && o->name; o++) {
        fputs(".TP\n\\fB", stdout);
        put_roff(o->name);
        fputs("\\fR", stdout);
        if (o->value) {
            fputs(" \\fI", stdout);
            put_roff(o->value);
            fputs("\\fR", stdout);
        }
        putchar('\n');
        put_roff(o->text);
        putchar('\n');
    }
    if (verb->more) {
        puts(".PP");
        put_roff(verb->more);
        putchar('\n');
    }
}

static void put_table(const char *title, void (*print)(void))
{
    printf(".SH %s\n.nf\n", title);
    print();
    puts(".fi");
}

void man_page(void)
{
    printf(".TH TROUPE 1 \"\" \"troupe %s\" \"User Commands\"\n", TR_VERSION);
    puts(".SH NAME\ntroupe \\- run untrusted programs in fresh WebAssembly sandboxes\n"
         ".SH SYNOPSIS\n.B troupe\n.I COMMAND\n.RI [ OPTIONS ]\n.SH COMMANDS");
    for (unsigned i = 0; i < n_verbs; i++)
        put_verb(verbs[i]);
    put_table("LIMITS", help_limits);
    put_table("EXIT STATUS", help_exit_codes);
    puts(".SH ENVIRONMENT\n.TP\n.B TROUPE_CACHE\nwhere compiled modules are kept, instead of\n"
         "troupe below XDG_CACHE_HOME or ~/.cache\n.TP\n.B NO_COLOR\nwhen not empty, errors are "
         "shown without colours");
}
