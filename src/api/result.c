/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a result. Texts are made when first asked for and kept, so a caller that wants only the
 * outcome pays for nothing else.
 */
#include "api/api.h"
#include "base/json.h"
#include "base/limits.h"
#include <stdlib.h>

#define INDENTED_BYTES_MIN  (4 * MIB)
#define INDENTED_FACTOR_MAX 64

struct tr_result *result_new(void)
{
    struct tr_result *result = calloc(1, sizeof(*result));
    if (!result)
        return NULL;
    result->value_json = BUF_INIT(SIZE_MAX);
    result->json = BUF_INIT(SIZE_MAX);
    result->std_out = BUF_INIT(SIZE_MAX);
    result->std_err = BUF_INIT(SIZE_MAX);
    result->error_text = BUF_INIT(SIZE_MAX);
    return result;
}

void tr_result_free(tr_result *result)
{
    if (!result)
        return;
    buf_done(&result->value_json);
    buf_done(&result->json);
    buf_done(&result->std_out);
    buf_done(&result->std_err);
    buf_done(&result->error_text);
    free(result->error_strings);
    report_done(&result->report);
    run_result_done(&result->run);
    free(result);
}

enum tr_outcome tr_result_outcome(const tr_result *result)
{
    return (enum tr_outcome)result->run.outcome;
}

const char *tr_outcome_name(enum tr_outcome outcome)
{
    return outcome_name((enum outcome)outcome);
}

unsigned tr_result_exit_status(const tr_result *result)
{
    return result->run.exit_status;
}

/* Indented, unless spaces would be most of it: a long list in deep brackets. */
static bool make_value(tr_result *result)
{
    static const struct json_style indented = {.indent = 2}, one_line = {0};
    struct slice value = buf_slice(&result->run.value);
    struct buf *out = &result->value_json;
    *out = BUF_INIT(INDENTED_BYTES_MIN + INDENTED_FACTOR_MAX * value.len);
    if (cbor_to_json(value, &indented, out, NULL) == TR_OK)
        return true;
    buf_done(out);
    *out = BUF_INIT(SIZE_MAX);
    return cbor_to_json(value, &one_line, out, NULL) == TR_OK;
}

const char *tr_result_value(tr_result *result)
{
    if (result->run.value.len == 0)
        return NULL;
    if (result->value_json.len == 0 && !make_value(result))
        return NULL;
    return buf_str(&result->value_json);
}

const void *tr_result_value_cbor(const tr_result *result, size_t *len)
{
    *len = result->run.value.len;
    return result->run.value.ptr;
}

const char *tr_result_json(tr_result *result)
{
    if (result->json.len == 0 && report_json(&result->report, &result->json, NULL) != TR_OK)
        buf_clear(&result->json);
    return result->json.len > 0 ? buf_str(&result->json) : NULL;
}

static const char *stream_text(const struct output *output, struct buf *text, size_t *len)
{
    if (text->len == 0)
        output_text(output, text);
    *len = text->len;
    return (const char *)text->ptr;
}

const char *tr_result_stdout(tr_result *result, size_t *len)
{
    return stream_text(&result->run.std_out, &result->std_out, len);
}

const char *tr_result_stderr(tr_result *result, size_t *len)
{
    return stream_text(&result->run.std_err, &result->std_err, len);
}

struct tr_limits tr_result_used(const tr_result *result)
{
    struct tr_limits used;
    memcpy(&used, &result->run.usage, sizeof(used));
    return used;
}

/* Copies the text under `key` to *at, NUL-terminated, and moves *at past it. */
static const char *take_string(struct slice map, const char *key, char **at)
{
    struct slice text;
    if (!cbor_map_get_text(map, key, &text))
        return NULL;
    char *start = *at;
    if (text.len > 0)
        memcpy(start, text.ptr, text.len);
    start[text.len] = '\0';
    *at = start + text.len + 1;
    return start;
}

/* The strings take no more room than their encodings, but for a NUL each. */
static bool make_error(tr_result *result)
{
    struct slice map = buf_slice(&result->report.error);
    struct tr_error *error = &result->error;
    const struct {
        const char *key, **out;
    } strings[] = {
        {"class", &error->class_name}, {"code", &error->code},       {"message", &error->message},
        {"file", &error->file},        {"excerpt", &error->excerpt}, {"hint", &error->hint},
        {"grant", &error->grant},
    };
    result->error_strings = malloc(map.len + TR_ARRAY_LEN(strings));
    char *at = result->error_strings;
    if (!at)
        return false;
    for (size_t i = 0; i < TR_ARRAY_LEN(strings); i++)
        *strings[i].out = take_string(map, strings[i].key, &at);
    cbor_map_get_uint(map, "line", &error->line);
    cbor_map_get_uint(map, "column", &error->column);
    return true;
}

const struct tr_error *tr_result_error(tr_result *result)
{
    if (result->report.error.len == 0)
        return NULL;
    if (!result->error_made)
        result->error_made = make_error(result);
    return result->error_made ? &result->error : NULL;
}

const char *tr_result_error_text(tr_result *result, bool colour)
{
    buf_clear(&result->error_text);
    report_error_text(&result->report, colour, &result->error_text);
    const char *text = buf_str(&result->error_text);
    return text ? text : "";
}
