/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near names, by edit distance with swapped neighbours (optimal string alignment). A name is near
 * when a third of its letters or fewer would have to change.
 */
#include "cli/cli.h"

#define NAME_MAX_LETTERS 48

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    unsigned rows[3][NAME_MAX_LETTERS + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    for (unsigned j = 0; j <= b_len; j++)
        last[j] = j;
    for (unsigned i = 1; i <= a_len; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= b_len; j++) {
            unsigned changed = a[i - 1] != b[j - 1];
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + changed);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        unsigned *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

const char *suggest(const char *given, const char *const *names, unsigned n)
{
    const char *best = NULL;
    size_t given_len = strlen(given);
    unsigned best_distance = (unsigned)given_len / 3 + 1;
    if (given_len > NAME_MAX_LETTERS)
        return NULL;
    for (unsigned i = 0; i < n; i++) {
        size_t len = strlen(names[i]);
        unsigned d =
            len <= NAME_MAX_LETTERS ? distance(given, given_len, names[i], len) : best_distance;
        if (d < best_distance) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}
