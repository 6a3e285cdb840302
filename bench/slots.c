/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What clean slots cost: resident memory of a process that holds N of them, each used once.
 *
 *   slots [--slots=N]
 */
#include "measure.h"
#include "support/js.h"

#include <stdlib.h>

struct bench {
    struct js js;
    uint64_t n_slots;
};

static struct sandbox *open_one(const struct bench *b)
{
    static int guest;
    const struct sandbox_options options = {.memory_bytes = 64 * MIB, .guest = &guest};
    struct sandbox *sandbox = NULL;
    struct tr_err err = {0};
    if (sandbox_open(b->js.module, &options, &sandbox, &err) != TR_OK) {
        (void)fprintf(stderr, "bench: %s\n", err.message);
        exit(1);
    }
    uint64_t seeds[2] = {1, 2};
    (void)sandbox_call(sandbox, "tr_start", seeds, 2, NULL);
    return sandbox;
}

static void measure(void *arg)
{
    struct bench *b = arg;
    struct sandbox **open = calloc(b->n_slots, sizeof *open);
    if (!open)
        exit(1);
    sandbox_close(open_one(b));
    uint64_t before = js_rss_bytes();
    for (uint64_t i = 0; i < b->n_slots; i++)
        open[i] = open_one(b);
    value_print("rss_per_open_sandbox",
                (double)(js_rss_bytes() - before) / 1024 / (double)b->n_slots, "KiB");
    for (uint64_t i = 0; i < b->n_slots; i++)
        sandbox_close(open[i]);
    free(open);
    char name[64];
    (void)snprintf(name, sizeof name, "rss_of_process_with_%llu_clean_slots",
                   (unsigned long long)b->n_slots);
    value_print(name, (double)js_rss_bytes() / 1024 / 1024, "MiB");
    value_print("rss_per_clean_slot", (double)(js_rss_bytes() - before) / 1024 / (double)b->n_slots,
                "KiB");
}

int main(int argc, char **argv)
{
    struct bench b = {.js = js_begin(false), .n_slots = measure_option(argc, argv, "slots", 1000)};
    js_deep(measure, &b);
    js_end(&b.js);
    return 0;
}
