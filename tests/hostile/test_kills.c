/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kills at random moments over thirty kinds of running program: none survives its deadline, none
 * hits the next tenant, and every slot equals its image afterwards.
 */
#include "programs.h"
#include "support/js.h"

#include "base/os.h"

#ifdef __SANITIZE_ADDRESS__
#define KILLS 1000
#else
#define KILLS 10000
#endif
#define LIMIT_MIN_NS (200 * UINT64_C(1000))
#define LIMIT_MAX_NS (4 * MS_NS)
/* Far above any latency, far below "was never stopped". */
#define LATE_NS (2 * SECOND_NS)

struct test {
    struct js js;
    unsigned n_wrong;
};

static void one_kill(struct test *t, const struct hostile *program, uint64_t limit_ns)
{
    struct run_options options = js_options(&t->js, slice_str(program->source));
    uint64_t took_ns;
    options.limits.time = limit_ns;
    enum outcome outcome = js_run(&options, &took_ns);
    if (!(program->outcomes & 1u << outcome) || took_ns > limit_ns + LATE_NS) {
        (void)fprintf(stderr, "%s: %s after %llu us of %llu\n", program->name,
                      outcome_name(outcome), (unsigned long long)took_ns / 1000,
                      (unsigned long long)limit_ns / 1000);
        t->n_wrong++;
    }
}

/* The slot's next tenant: a whole program with an answer of its own. */
static void next_tenant(struct test *t)
{
    static const char source[] = "const a=[3,1,2].sort();if(a.join()!=='1,2,3')throw 1;a.length";
    struct run_options options = js_options(&t->js, slice_str(source));
    enum outcome outcome = js_run(&options, NULL);
    if (outcome != OUTCOME_OK) {
        (void)fprintf(stderr, "the next tenant: %s\n", outcome_name(outcome));
        t->n_wrong++;
    }
}

static void kills(void *arg)
{
    struct test *t = arg;
    uint64_t random = 88172645463325252u;
    for (unsigned i = 0; i < KILLS && t->n_wrong < 10; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        one_kill(t, &busy_programs[i % n_busy_programs],
                 LIMIT_MIN_NS + random % (LIMIT_MAX_NS - LIMIT_MIN_NS));
        next_tenant(t);
    }
}

int main(void)
{
    struct test t = {.js = js_begin(true)};
    struct engine_stats stats;
    js_deep(kills, &t);
    engine_stats(t.js.engine, &stats);
    js_end(&t.js);
    printf("%d kills, %u wrong, %llu slots not clean\n", KILLS, t.n_wrong,
           (unsigned long long)stats.verify_failures);
    return t.n_wrong || stats.verify_failures;
}
