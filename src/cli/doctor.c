/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `troupe doctor`: says what works on this machine, what does not and what to do about it. The last
 * check is the real thing: a program is run.
 */
#include "cli/doctor.h"

#include "base/json.h"
#include "cli/cli.h"
#include "engine/engine.h"
#include <troupe/troupe.h>
#include <unistd.h>

#define CHECKS_MAX 24

static void look_versions(struct check *check)
{
    found(check, FINDING_OK, NULL, "troupe %s, wasmtime %s, quickjs-ng %s", tr_version(),
          TROUPE_WASMTIME_VERSION, TROUPE_QUICKJS_VERSION);
}

static void look_cleaning(struct check *check)
{
    static const struct engine_options options = {0};
    struct engine *engine;
    struct engine_stats stats;
    struct tr_err err;
    if (engine_new(&options, &engine, &err) != TR_OK) {
        found(check, FINDING_PROBLEM, NULL, "no engine: %s", err.message);
        return;
    }
    engine_stats(engine, &stats);
    engine_free(engine);
    if (stats.dirty_reader == DIRTY_SCAN)
        found(check, FINDING_OK, NULL, "PAGEMAP_SCAN");
    else
        found(check, FINDING_NOTE, "Linux 6.7 or later cleans slots faster",
              "reading /proc/self/pagemap");
}

static void show_progress(void *ctx, const char *text)
{
    (void)ctx;
    if (isatty(STDERR_FILENO))
        complain(0, "%s", text);
}

static tr_rc run_one(tr_runtime *runtime, tr_result **out, struct tr_err *err)
{
    tr_program *program;
    TR_TRY(tr_program_new(runtime, TR_JAVASCRIPT, "doctor.js", "1 + 1", 5, &program, err));
    tr_rc rc = tr_run(program, NULL, out, err);
    tr_program_free(program);
    return rc;
}

static void look_run(struct check *check)
{
    struct tr_runtime_options options = {
        .struct_size = sizeof(options), .runners = 1, .progress = show_progress};
    tr_runtime *runtime = NULL;
    tr_result *result = NULL;
    struct tr_err err;
    tr_rc rc = tr_runtime_new(&options, &runtime, &err);
    if (rc == TR_OK)
        rc = run_one(runtime, &result, &err);
    const char *value = result ? tr_result_value(result) : NULL;
    if (rc != TR_OK)
        found(check, FINDING_PROBLEM, "see the checks above", "cannot run: %s", err.message);
    else if (!value || strcmp(value, "2") != 0)
        found(check, FINDING_PROBLEM, "this is a defect of Troupe: report it",
              "1 + 1 ended with the outcome \"%s\"", tr_outcome_name(tr_result_outcome(result)));
    else
        found(check, FINDING_OK, NULL, "1 + 1 is 2, %llu us",
              (unsigned long long)(tr_result_used(result).time_ns / 1000));
    tr_result_free(result);
    tr_runtime_free(runtime);
}

static const struct check_row own_checks[] = {
    {"cleaning", look_cleaning},
    {"run", look_run},
};

struct diagnosis {
    const char *names[CHECKS_MAX];
    struct check checks[CHECKS_MAX];
    unsigned n;
};

static void look(struct diagnosis *d, const struct check_row *row)
{
    if (d->n == CHECKS_MAX)
        return;
    d->names[d->n] = row->name;
    row->look(&d->checks[d->n++]);
}

static const char *const finding_names[FINDING_MAX] = {"ok", "note", "problem"};

static void print_text(const struct diagnosis *d)
{
    for (unsigned i = 0; i < d->n; i++) {
        const struct check *check = &d->checks[i];
        printf("%-8s %-14s %s\n", finding_names[check->finding], d->names[i], check->value);
        if (check->remedy[0])
            printf("%24s-> %s\n", "", check->remedy);
    }
}

static int print_json(const struct diagnosis *d, bool good)
{
    static const struct json_style indented = {.indent = 2};
    TR_CLEANUP(buf_done) struct buf value = BUF_INIT(SIZE_MAX), text = BUF_INIT(SIZE_MAX);
    cbor_put_map(&value, 2);
    cbor_put_str(&value, "ok");
    cbor_put_bool(&value, good);
    cbor_put_str(&value, "checks");
    cbor_put_map(&value, d->n);
    for (unsigned i = 0; i < d->n; i++) {
        cbor_put_str(&value, d->names[i]);
        cbor_put_map(&value, 3);
        cbor_put_str(&value, "finding");
        cbor_put_str(&value, finding_names[d->checks[i].finding]);
        cbor_put_str(&value, "value");
        cbor_put_str(&value, d->checks[i].value);
        cbor_put_str(&value, "remedy");
        cbor_put_str(&value, d->checks[i].remedy);
    }
    if (cbor_to_json(buf_slice(&value), &indented, &text, NULL) != TR_OK || !buf_str(&text))
        return complain(EXIT_INTERNAL, "cannot write the report");
    puts((const char *)text.ptr);
    return 0;
}

static tr_rc take_json(void *ctx, const char *value, struct tr_err *err)
{
    (void)value;
    (void)err;
    *(bool *)ctx = true;
    return TR_OK;
}

static const struct option doctor_options[] = {
    {"--json", NULL, "print one JSON object", NULL, false, take_json},
    {0},
};

static int doctor_main(const struct verb *verb, int argc, char **argv)
{
    static const struct check_row versions = {"versions", look_versions};
    struct diagnosis d = {0};
    struct tr_err err;
    bool json = false, stop, good = true;
    int at = 1;
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        help_verb(verb);
        return 0;
    }
    if (options_parse(verb, argc, argv, &at, &stop, &json, &err) != TR_OK)
        return complain_usage(verb, err.message);
    if (at < argc)
        return complain_usage(verb, "doctor takes options only");
    look(&d, &versions);
    for (unsigned i = 0; i < n_machine_checks; i++)
        look(&d, &machine_checks[i]);
    for (unsigned i = 0; i < TR_ARRAY_LEN(own_checks); i++)
        look(&d, &own_checks[i]);
    for (unsigned i = 0; i < d.n; i++)
        good = good && d.checks[i].finding != FINDING_PROBLEM;
    int failed = 0;
    if (json)
        failed = print_json(&d, good);
    else
        print_text(&d);
    if (failed)
        return failed;
    return good ? 0 : EXIT_PROBLEM;
}

const struct verb verb_doctor = {
    .name = "doctor",
    .text = "say what works on this machine, and what to do where it does not",
    .more = "Ends with 1 when something prevents running.",
    .options = doctor_options,
    .main = doctor_main,
};
