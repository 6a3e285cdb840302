/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A WASI program in C: counts lines, words and bytes of each file named, or of standard input.
 *
 *     clang-19 --target=wasm32-wasi -O2 examples/wordcount.c -o wordcount.wasm
 *     troupe run --dir examples/data::/data:ro wordcount.wasm /data/orders.csv
 */
#include <ctype.h>
#include <stdio.h>

struct counts {
    unsigned long lines, words, bytes;
};

static struct counts count(FILE *in)
{
    struct counts counts = {0};
    int inside_word = 0;
    for (int c; (c = getc(in)) != EOF;) {
        counts.bytes++;
        counts.lines += c == '\n';
        counts.words += !isspace(c) && !inside_word;
        inside_word = !isspace(c);
    }
    return counts;
}

static void print(struct counts counts, const char *name)
{
    printf("%lu lines, %lu words, %lu bytes: %s\n", counts.lines, counts.words, counts.bytes, name);
}

int main(int argc, char **argv)
{
    int failures = 0;
    if (argc < 2)
        print(count(stdin), "standard input");
    for (int i = 1; i < argc; i++) {
        FILE *in = fopen(argv[i], "r");
        if (!in) {
            perror(argv[i]);
            failures = 1;
            continue;
        }
        print(count(in), argv[i]);
        (void)fclose(in);
    }
    return failures;
}
