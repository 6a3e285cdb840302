/* SPDX-License-Identifier: Apache-2.0 */
/* `troupe completion SHELL`: completion scripts, from the tables. */
#include "cli/cli.h"

static void put_verbs(void)
{
    for (unsigned i = 0; i < n_verbs; i++)
        printf("%s%s", i > 0 ? " " : "", verbs[i]->name);
}

static bool completes(const struct option *option, const char *what)
{
    return option->words && strcmp(option->words, what) == 0;
}

/* Single quotes of the shells, in which only a quote is special. */
static void put_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*text);
    putchar('\'');
}

static void bash_option_values(const struct verb *verb)
{
    for (const struct option *o = verb->options; o && o->name; o++) {
        if (!o->value)
            continue;
        printf("        %s) ", o->name);
        if (completes(o, "file"))
            puts("COMPREPLY=($(compgen -f -- \"$word\")); return ;;");
        else if (completes(o, "dir"))
            puts("COMPREPLY=($(compgen -d -- \"$word\")); return ;;");
        else
            printf("COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
                   o->words ? o->words : "");
    }
}

static void print_bash(void)
{
    puts("_troupe() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]}");
    fputs("    if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W '", stdout);
    put_verbs();
    puts("' -- \"$word\")); return; fi\n    case $last in");
    for (unsigned i = 0; i < n_verbs; i++)
        bash_option_values(verbs[i]);
    puts("    esac\n    case ${COMP_WORDS[1]} in");
    for (unsigned i = 0; i < n_verbs; i++) {
        printf("        %s) [[ $word == -* ]] && COMPREPLY=($(compgen -W '", verbs[i]->name);
        for (const struct option *o = verbs[i]->options; o && o->name; o++)
            printf("%s ", o->name);
        puts("' -- \"$word\")) || COMPREPLY=($(compgen -f -- \"$word\")) ;;");
    }
    puts("    esac\n}\ncomplete -o filenames -F _troupe troupe");
}

static void print_zsh(void)
{
    puts("#compdef troupe\n_troupe() {\n    local -a verbs\n    verbs=(");
    for (unsigned i = 0; i < n_verbs; i++) {
        char row[256];
        snprintf(row, sizeof(row), "%s:%s", verbs[i]->name, verbs[i]->text);
        fputs("        ", stdout);
        put_quoted(row);
        putchar('\n');
    }
    puts("    )\n    if ((CURRENT == 2)); then _describe command verbs; return; fi\n"
         "    case $words[2] in");
    for (unsigned i = 0; i < n_verbs; i++) {
        printf("    %s) _arguments", verbs[i]->name);
        for (const struct option *o = verbs[i]->options; o && o->name; o++) {
            const char *action = completes(o, "file")  ? "_files"
                                 : completes(o, "dir") ? "_files -/"
                                                       : "";
            printf(" \\\n        '%s%s[", o->repeatable ? "*" : "", o->name);
            for (const char *c = o->text; *c; c++)
                if (*c == '\'')
                    fputs("'\\''", stdout);
                else
                    printf("%s%c", *c == '[' || *c == ']' || *c == ':' ? "\\" : "", *c);
            if (o->value && o->words && !action[0])
                printf("]:value:(%s)'", o->words);
            else
                printf("]%s%s'", o->value ? ":value:" : "", o->value ? action : "");
        }
        puts(" \\\n        '*:file:_files' ;;");
    }
    puts("    esac\n}\n_troupe \"$@\"");
}

static void print_fish(void)
{
    for (unsigned i = 0; i < n_verbs; i++) {
        printf("complete -c troupe -n __fish_use_subcommand -a %s -d ", verbs[i]->name);
        put_quoted(verbs[i]->text);
        putchar('\n');
        for (const struct option *o = verbs[i]->options; o && o->name; o++) {
            printf("complete -c troupe -n '__fish_seen_subcommand_from %s' -l %s%s -d ",
                   verbs[i]->name, o->name + 2, o->value ? " -r" : "");
            put_quoted(o->text);
            if (o->words && !completes(o, "file") && !completes(o, "dir"))
                printf(" -a '%s'", o->words);
            putchar('\n');
        }
    }
}

static int completion_main(const struct verb *verb, int argc, char **argv)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; argc == 2 && i < TR_ARRAY_LEN(shells); i++)
        if (strcmp(argv[1], shells[i].shell) == 0) {
            shells[i].print();
            return 0;
        }
    return complain_usage(verb, "name a shell: bash, zsh or fish");
}

const struct verb verb_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish",
    .text = "print a completion script for a shell",
    .main = completion_main,
};
