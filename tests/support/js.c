/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs go through run_program(), the function behind `troupe run` and the public header: from no
 * sandbox at all to a clean slot, with every limit on. The guest is the file that the build embeds.
 */
#include "support/js.h"

#include "base/os.h"

#include <stdlib.h>
#include <unistd.h>

static void must(tr_rc rc, const struct tr_err *err)
{
    if (rc == TR_OK)
        return;
    (void)fprintf(stderr, "%s\n", err->message);
    exit(1);
}

struct slice js_read(const char *path)
{
    struct tr_err err = {0};
    struct buf bytes = BUF_INIT(64 * MIB);
    must(os_read_file(path, &bytes, &err), &err);
    (void)buf_str(&bytes);
    return buf_slice(&bytes);
}

struct js js_begin(bool verify)
{
    static const struct host_table *const tables[] = {&guest_abi_table, &guest_wasi_table};
    struct tr_err err = {0};
    struct buf cache = BUF_INIT(4096);
    struct js js = {0};
    must(os_cache_path("modules", &cache, &err), &err);
    const struct engine_options options = {.cache_dir = buf_str(&cache),
                                           .tables = tables,
                                           .n_tables = TR_ARRAY_LEN(tables),
                                           .verify = verify};
    must(engine_new(&options, &js.engine, &err), &err);
    struct buf guest = BUF_INIT(WASM_MODULE_BYTES_MAX);
    must(os_read_file(SUPPORT_JS_GUEST, &guest, &err), &err);
    must(module_load(js.engine, MODULE_OURS, buf_slice(&guest), NULL, &js.module, &err), &err);
    buf_done(&guest);
    buf_done(&cache);
    return js;
}

void js_end(struct js *js)
{
    module_unref(js->module);
    engine_free(js->engine);
}

struct run_options js_options(const struct js *js, struct slice source)
{
    struct run_options options = {
        .module = js->module, .source = source, .source_name = "program.js", .program_dir_fd = -1};
    run_limits_default(&options.limits);
    return options;
}

enum outcome js_run(const struct run_options *options, uint64_t *took_ns)
{
    struct run_result result;
    struct tr_err err = {0};
    uint64_t start_ns = os_monotonic_ns();
    must(run_program(options, &result, &err), &err);
    if (took_ns)
        *took_ns = os_monotonic_ns() - start_ns;
    enum outcome outcome = result.outcome;
    run_result_done(&result);
    return outcome;
}

void js_deep(void (*body)(void *arg), void *arg)
{
    struct tr_err err = {0};
    must(engine_thread_run(body, arg, &err), &err);
}

uint64_t js_rss_bytes(void)
{
    unsigned long long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f) {
        if (fscanf(f, "%llu %llu", &size, &resident) != 2)
            resident = 0;
        (void)fclose(f);
    }
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}
