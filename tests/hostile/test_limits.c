/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thousands of hostile runs in a row in one process: each ends in a typed outcome near its limit,
 * the host lives, and its memory does not grow.
 */
#include "programs.h"
#include "support/js.h"

#include "base/os.h"

#ifdef __SANITIZE_ADDRESS__
#define RUNS             500
#define GROWTH_MAX_BYTES (512 * MIB) /* the sanitizer keeps freed memory */
#else
#define RUNS             10000
#define GROWTH_MAX_BYTES (16 * MIB)
#endif
#define WARM_UP  200
#define LIMIT_NS (12 * MS_NS)
#define LATE_NS  (2 * SECOND_NS)

struct test {
    struct js js;
    unsigned n_wrong;
    uint64_t growth_bytes;
};

static void one_run(struct test *t, const struct hostile *program)
{
    struct run_options options = js_options(&t->js, slice_str(program->source));
    uint64_t took_ns;
    /* A limit so short may also stop what would have met another limit a little later. */
    unsigned expected = program->outcomes | 1u << OUTCOME_DEADLINE;
    options.limits.time = LIMIT_NS;
    options.limits.memory = 16 * MIB;
    enum outcome outcome = js_run(&options, &took_ns);
    if (!(expected & 1u << outcome) || took_ns > LIMIT_NS + LATE_NS) {
        (void)fprintf(stderr, "%s: %s after %llu us\n", program->name, outcome_name(outcome),
                      (unsigned long long)took_ns / 1000);
        t->n_wrong++;
    }
}

/* With time enough, each meets the limit that it attacks. */
static void each_meets_its_limit(void *arg)
{
    struct test *t = arg;
    for (unsigned i = 0; i < n_limit_programs; i++) {
        struct run_options options = js_options(&t->js, slice_str(limit_programs[i].source));
        options.limits.time = SECOND_NS;
        enum outcome outcome = js_run(&options, NULL);
        if (limit_programs[i].outcomes & 1u << outcome)
            continue;
        (void)fprintf(stderr, "%s: %s\n", limit_programs[i].name, outcome_name(outcome));
        t->n_wrong++;
    }
}

static void many(void *arg)
{
    struct test *t = arg;
    uint64_t before = 0;
    for (unsigned i = 0; i < RUNS && t->n_wrong < 10; i++) {
        if (i == WARM_UP)
            before = js_rss_bytes();
        one_run(t, &limit_programs[i % n_limit_programs]);
    }
    uint64_t after = js_rss_bytes();
    t->growth_bytes = after > before ? after - before : 0;
}

int main(void)
{
    struct test t = {.js = js_begin(false)};
    js_deep(each_meets_its_limit, &t);
    js_deep(many, &t);
    js_end(&t.js);
    printf("%d hostile runs, %u wrong, grew by %llu KiB\n", RUNS, t.n_wrong,
           (unsigned long long)t.growth_bytes / 1024);
    return t.n_wrong || t.growth_bytes > GROWTH_MAX_BYTES;
}
