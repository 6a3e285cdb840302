/* SPDX-License-Identifier: Apache-2.0 */
/* `troupe help`: everything printed here comes from the tables of verbs, options and outcomes. */
#include "cli/help.h"

#include "cli/cli.h"
#include "report/quantity.h"

#define TEXT_COLUMN 28
#define LINE_WIDTH  92

/* `text` from TEXT_COLUMN on, wrapped at spaces; `used` columns stand on the line already. */
static void put_wrapped(const char *text, int used)
{
    if (used >= TEXT_COLUMN) {
        putchar('\n');
        used = 0;
    }
    printf("%*s", TEXT_COLUMN - used, "");
    int column = TEXT_COLUMN;
    while (*text) {
        int word = (int)strcspn(text, " ");
        if (column > TEXT_COLUMN && column + 1 + word > LINE_WIDTH) {
            printf("\n%*s", TEXT_COLUMN, "");
            column = TEXT_COLUMN;
        }
        column += printf("%s%.*s", column > TEXT_COLUMN ? " " : "", word, text);
        text += word;
        text += strspn(text, " ");
    }
    putchar('\n');
}

void help_verb(const struct verb *verb)
{
    bool options = verb->options && verb->options->name;
    printf("Usage: troupe %s%s%s%s\n\n%s.\n", verb->name, options ? " [OPTIONS]" : "",
           verb->operands ? " " : "", verb->operands ? verb->operands : "", verb->text);
    if (options)
        puts("\nOptions:");
    for (const struct option *o = verb->options; o && o->name; o++)
        put_wrapped(o->text,
                    printf("  %s%s%s", o->name, o->value ? " " : "", o->value ? o->value : ""));
    if (verb->more)
        printf("\n%s\n", verb->more);
}

static void help_all(void)
{
    puts("Usage: troupe COMMAND ...\n\n"
         "Runs programs that nobody has read, each in a fresh WebAssembly sandbox.\n\n"
         "Commands:");
    for (unsigned i = 0; i < n_verbs; i++)
        put_wrapped(verbs[i]->text, printf("  %s", verbs[i]->name));
    puts("\n\"troupe help COMMAND\" shows the options of one, \"troupe help exit-codes\" what the\n"
         "exit codes mean, \"troupe help limits\" the limits of a run.");
}

void help_exit_codes(void)
{
    static const struct {
        int code;
        const char *name, *text;
    } rows[] = {
#define CODE_ROW(id, name, exit_code, text) {exit_code, name, text},
        TR_OUTCOMES(CODE_ROW)
#undef CODE_ROW
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].name, "exit") == 0)
            put_wrapped(rows[i].text, printf("  the program's own  %s", rows[i].name));
        else
            put_wrapped(rows[i].text, printf("  %-17d  %s", rows[i].code, rows[i].name));
    put_wrapped("the command line is wrong", printf("  %-17d  usage", EXIT_USAGE));
}

void help_limits(void)
{
    for (unsigned i = 0; i < LIMIT_MAX; i++) {
        char standard[QUANTITY_TEXT_MAX], greatest[QUANTITY_TEXT_MAX];
        quantity_text(limit_rows[i].standard, limit_rows[i].unit, standard);
        quantity_text(limit_rows[i].greatest, limit_rows[i].unit, greatest);
        put_wrapped(limit_rows[i].text, printf("  %s", limit_rows[i].option));
        printf("%*s%s, at most %s\n", TEXT_COLUMN, "", standard, greatest);
    }
}

static const struct {
    const char *name;
    void (*print)(void);
} topics[] = {
    {"exit-codes", help_exit_codes},
    {"limits", help_limits},
    {"man", man_page},
};

static int help_main(const struct verb *verb, int argc, char **argv)
{
    const char *topic = argc > 1 ? argv[1] : NULL;
    if (!topic) {
        help_all();
        return 0;
    }
    for (unsigned i = 0; i < n_verbs; i++)
        if (strcmp(verbs[i]->name, topic) == 0) {
            help_verb(verbs[i]);
            return 0;
        }
    for (size_t i = 0; i < TR_ARRAY_LEN(topics); i++)
        if (strcmp(topics[i].name, topic) == 0) {
            topics[i].print();
            return 0;
        }
    return complain(EXIT_USAGE, "there is no help on \"%s\"; \"troupe %s\" lists what there is",
                    topic, verb->name);
}

const struct verb verb_help = {
    .name = "help",
    .operands = "[COMMAND|exit-codes|limits|man]",
    .text = "show what a command takes, or a topic",
    .main = help_main,
};
