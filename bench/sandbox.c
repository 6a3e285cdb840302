/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fresh JavaScript sandboxes: `1+1` and a program of the kind a model writes, alone; `1+1` right
 * after a tenant that wrote 60 MiB; and both processors busy with a process each.
 *
 *   sandbox [--runs=N]
 */
#include "measure.h"
#include "support/js.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP 500

struct bench {
    struct js js;
    struct slice source;
    const char *name;
    uint64_t n_runs;
    uint64_t mean_ns;
};

static uint64_t mean(const struct samples *s)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += s->ns[i];
    return s->n ? sum / s->n : 0;
}

static uint64_t run_ok(const struct bench *b, struct slice source)
{
    struct run_options options = js_options(&b->js, source);
    uint64_t took_ns;
    enum outcome outcome = js_run(&options, &took_ns);
    if (outcome != OUTCOME_OK) {
        (void)fprintf(stderr, "bench: %s: %.60s\n", outcome_name(outcome), source.ptr);
        exit(1);
    }
    return took_ns;
}

static void fresh(void *arg)
{
    struct bench *b = arg;
    struct samples samples = {0};
    for (uint64_t i = 0; i < WARM_UP; i++)
        (void)run_ok(b, b->source);
    for (uint64_t i = 0; i < b->n_runs; i++)
        samples_add(&samples, run_ok(b, b->source));
    b->mean_ns = mean(&samples);
    if (b->name)
        samples_print(&samples, b->name);
    else
        free(samples.ns);
}

#define LARGE_BYTES ((size_t)52 << 20) /* as much as the tenant below asks for */

static void tenant_touches(const struct bench *b)
{
    (void)run_ok(b, slice_str("const a = new Uint8Array(52 << 20).fill(1); a.length"));
}

/* The same work for the machine with no tenant in it. */
static void host_touches(const struct bench *b)
{
    (void)b;
    void *bytes =
        mmap(NULL, LARGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        exit(1);
    (void)madvise(bytes, LARGE_BYTES, MADV_NOHUGEPAGE);
    memset(bytes, 1, LARGE_BYTES);
    munmap(bytes, LARGE_BYTES);
}

/* The first, and the twentieth, `1+1` after 52 MiB were touched. The control tells what of the
 * first is the machine's caches filling again and what is ours. */
static void after(const struct bench *b, void (*touch)(const struct bench *b),
                  const char *first_name, const char *later_name)
{
    struct samples first = {0}, later = {0};
    for (uint64_t i = 0; i < b->n_runs / 50; i++) {
        touch(b);
        samples_add(&first, run_ok(b, b->source));
        for (int k = 0; k < 18; k++)
            (void)run_ok(b, b->source);
        samples_add(&later, run_ok(b, b->source));
    }
    samples_print(&first, first_name);
    samples_print(&later, later_name);
}

static void after_large(void *arg)
{
    const struct bench *b = arg;
    after(b, tenant_touches, "js_1+1_after_60MiB_tenant", "js_1+1_20th_after_60MiB_tenant");
    after(b, host_touches, "js_1+1_after_host_touched_60MiB",
          "js_1+1_20th_after_host_touched_60MiB");
}

static void run(struct bench *b, const char *name, void (*body)(void *arg))
{
    b->name = name;
    js_deep(body, b);
}

/* Mean of `1+1` in this process while `n_others` more do the same. */
static uint64_t busy_mean(uint64_t n_runs, struct slice source, int n_others)
{
    pid_t others[8];
    int fds[2];
    if (pipe(fds) != 0)
        exit(1);
    for (int i = 0; i <= n_others; i++) {
        others[i] = fork();
        if (others[i] != 0)
            continue;
        struct bench b = {.js = js_begin(false), .source = source, .n_runs = n_runs};
        run(&b, NULL, fresh);
        if (write(fds[1], &b.mean_ns, sizeof b.mean_ns) != (ssize_t)sizeof b.mean_ns)
            _exit(1);
        js_end(&b.js);
        _exit(0);
    }
    uint64_t worst_ns = 0, mean_ns;
    for (int i = 0; i <= n_others; i++) {
        if (read(fds[0], &mean_ns, sizeof mean_ns) != (ssize_t)sizeof mean_ns)
            exit(1);
        worst_ns = mean_ns > worst_ns ? mean_ns : worst_ns;
        waitpid(others[i], NULL, 0);
    }
    close(fds[0]);
    close(fds[1]);
    return worst_ns;
}

int main(int argc, char **argv)
{
    uint64_t n_runs = measure_option(argc, argv, "runs", 20000);
    struct slice one = slice_str("1+1");
    /* Before any thread exists, because it forks. */
    uint64_t alone_ns = busy_mean(n_runs, one, 0), both_ns = busy_mean(n_runs, one, 1);
    struct bench b = {.js = js_begin(false), .source = one, .n_runs = n_runs};
    run(&b, "js_fresh_1+1", fresh);
    run(&b, NULL, after_large);
    b.source = js_read(BENCH_PROGRAMS "/report.js");
    b.n_runs = n_runs / 10;
    run(&b, "js_fresh_report", fresh);
    value_print("js_two_processes_mean_ratio", (double)both_ns / (double)alone_ns, "x");
    js_end(&b.js);
    return 0;
}
