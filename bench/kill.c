/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kill latency: from the deadline to the return of the call, over hostile programs. Two figures:
 * programs that run guest code, and those that spend their time in bulk copies of 32 MiB.
 *
 *   kill [--runs=N]     runs of each program
 */
#include "measure.h"
#include "support/js.h"

#include <stdlib.h>

#define LIMIT_NS (30 * MS_NS)

static const char *const loops[] = {
    "while(true){}",
    "for(;;){new Array(1000).fill(1)}",
    "/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
    "(async()=>{for(;;)await 0})()",
    "let a=[];for(let i=0;i<300000;i++)a.push((i*7919)%300007);for(;;)a.toSorted((x,y)=>x-y)",
    "let b=7n;for(;;){b=b*b;if(b>1n<<60000n)b=7n}",
    "const s=JSON.stringify(Array.from({length:2000},(_,i)=>({i})));for(;;)JSON.parse(s)",
    "let s='';for(;;){s+='x'.repeat(1000);if(s.length>1e6)s=''}",
};

static const char *const copies[] = {
    "let a=new Uint8Array(1<<25);for(;;)a.copyWithin(1,0)",
    "let a=new Uint8Array(1<<25);for(;;)a.fill(1)",
    "let a=new Uint8Array(1<<24);for(;;)a.slice(0)",
    "let s='x'.repeat(1<<23);for(;;)s=(s+s).slice(0,1<<23)",
};

struct bench {
    struct js js;
    uint64_t n_runs;
};

/* How long after the limit the run ended. */
static uint64_t late_ns(const struct bench *b, const char *source)
{
    struct run_options options = js_options(&b->js, slice_str(source));
    uint64_t took_ns;
    options.limits.time = LIMIT_NS;
    if (js_run(&options, &took_ns) != OUTCOME_DEADLINE) {
        (void)fprintf(stderr, "bench: not stopped by its deadline: %s\n", source);
        exit(1);
    }
    return took_ns > LIMIT_NS ? took_ns - LIMIT_NS : 0;
}

static void group(const struct bench *b, const char *const *sources, size_t n, const char *name)
{
    struct samples samples = {0};
    for (size_t i = 0; i < n; i++)
        for (uint64_t k = 0; k < b->n_runs; k++)
            samples_add(&samples, late_ns(b, sources[i]));
    samples_print(&samples, name);
}

static void measure(void *arg)
{
    struct bench *b = arg;
    group(b, loops, TR_ARRAY_LEN(loops), "kill_latency");
    group(b, copies, TR_ARRAY_LEN(copies), "kill_latency_in_copies");
}

int main(int argc, char **argv)
{
    struct bench b = {.js = js_begin(false), .n_runs = measure_option(argc, argv, "runs", 25)};
    js_deep(measure, &b);
    js_end(&b.js);
    return 0;
}
