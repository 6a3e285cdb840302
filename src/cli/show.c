/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output goes out as it comes, unbuffered, so that the order of the two streams is kept. The result
 * comes last on standard output, the error on standard error. Text that the program chose passes
 * through as it is on its own streams, and cleaned (report/excerpt.h) in errors.
 */
#include "cli/show.h"

#include <errno.h>
#include <unistd.h>

#define LEVEL_WARN 2

bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        }
    }
    return true;
}

static void put(struct show *show, int fd, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    write_all(fd, bytes, len);
    if (fd == STDOUT_FILENO)
        show->line_open = bytes[len - 1] != '\n';
}

static void put_line(struct show *show, int fd, const char *bytes, size_t len)
{
    TR_CLEANUP(buf_done) struct buf line = BUF_INIT(SIZE_MAX);
    if (buf_append(&line, bytes, len) && buf_append_byte(&line, '\n'))
        put(show, fd, (const char *)line.ptr, line.len);
}

void show_output(struct show *show, enum tr_stream stream, int level, const char *bytes, size_t len)
{
    if (stream == TR_ARTIFACT) {
        artifacts_write(&show->artifacts, slice_make(bytes, len));
        return;
    }
    if (show->config->json)
        return;
    if (stream == TR_STDOUT)
        put(show, STDOUT_FILENO, bytes, len);
    else if (stream == TR_STDERR)
        put(show, STDERR_FILENO, bytes, len);
    else if (stream == TR_LOG)
        put_line(show, level >= LEVEL_WARN ? STDERR_FILENO : STDOUT_FILENO, bytes, len);
}

tr_rc show_init(struct show *show, const struct config *config, struct tr_err *err)
{
    *show = (struct show){.config = config, .artifacts = {.dir_fd = -1}};
    return config->artifacts_dir ? artifacts_open(&show->artifacts, config->artifacts_dir, err)
                                 : TR_OK;
}

void show_done(struct show *show)
{
    artifacts_done(&show->artifacts);
}

static bool want_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && !(no_colour && no_colour[0]) && term &&
           strcmp(term, "dumb") != 0;
}

static const int exit_codes[] = {
#define EXIT_ROW(id, name, exit_code, text) exit_code,
    TR_OUTCOMES(EXIT_ROW)
#undef EXIT_ROW
};

static int exit_code_of(const struct show *show, const tr_result *result)
{
    enum tr_outcome outcome = tr_result_outcome(result);
    if (outcome == TR_OUTCOME_EXIT) {
        /* A status that is a multiple of 256 would otherwise read as success. */
        int status = (int)(tr_result_exit_status(result) & 0xff);
        return status ? status : 1;
    }
    if (outcome == TR_OUTCOME_OK && show->artifacts.failed)
        return EXIT_INTERNAL;
    return exit_codes[outcome];
}

static int put_json(struct show *show, const char *json)
{
    if (!json)
        return complain(EXIT_INTERNAL, "out of memory for the report");
    put_line(show, STDOUT_FILENO, json, strlen(json));
    return 0;
}

static void put_result(struct show *show, tr_result *result)
{
    const char *value = show->config->quiet ? NULL : tr_result_value(result);
    if (!value)
        return;
    if (show->line_open)
        put(show, STDOUT_FILENO, "\n", 1);
    put_line(show, STDOUT_FILENO, value, strlen(value));
}

int show_end(struct show *show, tr_result *result)
{
    if (show->config->json) {
        int failed = put_json(show, tr_result_json(result));
        return failed ? failed : exit_code_of(show, result);
    }
    put_result(show, result);
    const char *text = tr_result_error_text(result, want_colour());
    put(show, STDERR_FILENO, text, strlen(text));
    return exit_code_of(show, result);
}

static void effective_limits(const struct config *config, struct run_limits *out)
{
    uint64_t given[sizeof(*out) / sizeof(uint64_t)], used[TR_ARRAY_LEN(given)];
    run_limits_default(out);
    memcpy(given, &config->run.limits, sizeof(given));
    memcpy(used, out, sizeof(used));
    for (size_t i = 0; i < TR_ARRAY_LEN(given); i++)
        if (given[i] > 0)
            used[i] = given[i];
    memcpy(out, used, sizeof(used));
}

int show_refused(struct show *show, const struct report_source *program, const struct tr_err *why)
{
    TR_CLEANUP(buf_done) struct buf text = BUF_INIT(SIZE_MAX);
    struct run_limits limits;
    struct report report;
    if (why->code == TR_E_USAGE)
        return complain_usage(&verb_run, why->message);
    effective_limits(show->config, &limits);
    if (report_init_refused(&report, why, program, &limits, NULL) != TR_OK)
        return complain(EXIT_INTERNAL, "%s", why->message);
    int code = exit_codes[report.outcome];
    if (!show->config->json) {
        report_error_text(&report, want_colour(), &text);
        put(show, STDERR_FILENO, (const char *)text.ptr, text.len);
    } else if (put_json(show, report_json(&report, &text, NULL) == TR_OK ? buf_str(&text) : NULL)) {
        code = EXIT_INTERNAL;
    }
    report_done(&report);
    return code;
}
