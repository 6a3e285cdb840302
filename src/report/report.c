/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report object as a table of members. JSON and CBOR are made from the same table, member by
 * member, so a result nested to the limit of a value needs no deeper nesting here.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/utf8.h"
#include "report/error.h"
#include "report/excerpt.h"
#include "report/quantity.h"

static const char *const log_levels[] = {"debug", "info", "warn", "error"};

static struct slice slice_of(const struct buf *buf)
{
    return buf->len > 0 ? buf_slice(buf) : slice_make(NULL, 0);
}

static void put_outcome(const struct report *report, struct buf *out)
{
    cbor_put_str(out, outcome_name(report->outcome));
}

static void put_exit_status(const struct report *report, struct buf *out)
{
    cbor_put_uint(out, report->result ? report->result->exit_status : 0);
}

static void put_result(const struct report *report, struct buf *out)
{
    if (report->result && report->result->value.len > 0)
        buf_append_slice(out, buf_slice(&report->result->value));
    else
        cbor_put_null(out);
}

static void put_error(const struct report *report, struct buf *out)
{
    if (report->error.len > 0)
        buf_append_slice(out, buf_slice(&report->error));
    else
        cbor_put_null(out);
}

static uint64_t count_items(struct slice sequence)
{
    uint64_t n = 0;
    for (struct cbor_reader r = cbor_reader_of(sequence); reader_left(&r.in) > 0; n++)
        if (cbor_skip(&r).len == 0)
            break;
    return n;
}

static void put_log(struct slice item, struct buf *out)
{
    struct cbor_reader r = cbor_reader_of(item);
    struct cbor_item head, level = {0}, text = {0};
    (void)(cbor_next(&r, &head) && cbor_next(&r, &level) && cbor_next(&r, &text));
    cbor_put_map(out, 2);
    cbor_put_str(out, "level");
    cbor_put_str(out, log_levels[level.uint % TR_ARRAY_LEN(log_levels)]);
    cbor_put_str(out, "text");
    cbor_put_text(out, text.data);
}

static void put_gap(const struct run_result *result, struct buf *out)
{
    char text[REPORT_GAP_TEXT_MAX];
    report_gap_text(result, text);
    cbor_put_map(out, 2);
    cbor_put_str(out, "level");
    cbor_put_str(out, "gap");
    cbor_put_str(out, "text");
    cbor_put_str(out, text);
}

static void put_logs(const struct report *report, struct buf *out)
{
    struct slice logs = report->result ? slice_of(&report->result->logs) : slice_make(NULL, 0);
    uint64_t n = count_items(logs);
    bool gap = report->result && report->result->logs_dropped_bytes > 0;
    struct cbor_reader r = cbor_reader_of(logs);
    cbor_put_array(out, n + gap);
    for (; n > 0; n--) {
        if (gap && r.in.pos >= report->result->logs_head_bytes) {
            put_gap(report->result, out);
            gap = false;
        }
        put_log(cbor_skip(&r), out);
    }
    if (gap)
        put_gap(report->result, out);
}

static void put_stream(const struct output *output, struct buf *out)
{
    TR_CLEANUP(buf_done) struct buf raw = BUF_INIT(SIZE_MAX), text = BUF_INIT(SIZE_MAX);
    output_text(output, &raw);
    if (utf8_valid(slice_of(&raw))) {
        cbor_put_text(out, slice_of(&raw));
        return;
    }
    for (size_t pos = 0; pos < raw.len;) {
        uint8_t bytes[4];
        size_t len = utf8_encode(utf8_next(slice_of(&raw), &pos), bytes);
        buf_append(&text, bytes, len);
    }
    cbor_put_text(out, slice_of(&text));
}

static void put_stdout(const struct report *report, struct buf *out)
{
    if (report->result)
        put_stream(&report->result->std_out, out);
    else
        cbor_put_str(out, "");
}

static void put_stderr(const struct report *report, struct buf *out)
{
    if (report->result)
        put_stream(&report->result->std_err, out);
    else
        cbor_put_str(out, "");
}

static void put_artifact(struct slice item, struct buf *out)
{
    struct cbor_reader r = cbor_reader_of(item);
    struct cbor_item head, mime = {0}, name = {0}, bytes = {0};
    (void)(cbor_next(&r, &head) && cbor_next(&r, &mime) && cbor_next(&r, &name) &&
           cbor_next(&r, &bytes));
    cbor_put_map(out, 4);
    cbor_put_str(out, "name");
    cbor_put_text(out, name.data);
    cbor_put_str(out, "type");
    cbor_put_text(out, mime.data);
    cbor_put_str(out, "bytes");
    cbor_put_uint(out, bytes.data.len);
    cbor_put_str(out, "data");
    cbor_put_bytes(out, bytes.data);
}

static void put_artifacts(const struct report *report, struct buf *out)
{
    struct slice all = report->result ? slice_of(&report->result->artifacts) : slice_make(NULL, 0);
    uint64_t n = count_items(all);
    cbor_put_array(out, n);
    for (struct cbor_reader r = cbor_reader_of(all); n > 0; n--)
        put_artifact(cbor_skip(&r), out);
}

static void put_usage(const struct report *report, struct buf *out)
{
    cbor_put_map(out, LIMIT_MAX);
    for (unsigned i = 0; i < LIMIT_MAX; i++) {
        cbor_put_str(out, limit_rows[i].name);
        cbor_put_map(out, 3);
        cbor_put_str(out, "used");
        if (report->result && limit_rows[i].measured)
            cbor_put_uint(out, limit_value(&report->result->usage, i));
        else
            cbor_put_null(out);
        cbor_put_str(out, "allowed");
        cbor_put_uint(out, limit_value(&report->limits, i));
        cbor_put_str(out, "unit");
        cbor_put_str(out, limit_rows[i].unit);
    }
}

static void put_cut(const char *name, uint64_t total, uint64_t dropped, struct buf *out)
{
    cbor_put_str(out, name);
    cbor_put_map(out, 3);
    cbor_put_str(out, "truncated");
    cbor_put_bool(out, dropped > 0);
    cbor_put_str(out, "total_bytes");
    cbor_put_uint(out, total);
    cbor_put_str(out, "dropped_bytes");
    cbor_put_uint(out, dropped);
}

static void put_truncated(const struct report *report, struct buf *out)
{
    const struct run_result *r = report->result;
    cbor_put_map(out, 3);
    put_cut("logs", r ? r->logs_total_bytes : 0, r ? r->logs_dropped_bytes : 0, out);
    put_cut("stdout", r ? r->std_out.total_bytes : 0, r ? output_dropped(&r->std_out) : 0, out);
    put_cut("stderr", r ? r->std_err.total_bytes : 0, r ? output_dropped(&r->std_err) : 0, out);
}

static void put_module(const struct report *report, struct buf *out)
{
    char hex[HASH_HEX_SIZE];
    if (!report->has_module) {
        cbor_put_null(out);
        return;
    }
    hash_hex(&report->module_hash, hex);
    cbor_put_str(out, hex);
}

static const struct {
    const char *name;
    void (*put)(const struct report *report, struct buf *out);
} members[] = {
    {"outcome", put_outcome}, {"exit_status", put_exit_status},
    {"result", put_result},   {"error", put_error},
    {"logs", put_logs},       {"stdout", put_stdout},
    {"stderr", put_stderr},   {"artifacts", put_artifacts},
    {"usage", put_usage},     {"truncated", put_truncated},
    {"module", put_module},
};

static tr_rc written(const struct buf *out, struct tr_err *err)
{
    return out->failed ? tr_fail(err, TR_E_NO_MEMORY, "the report does not fit into memory")
                       : TR_OK;
}

tr_rc report_cbor(const struct report *report, struct buf *out, struct tr_err *err)
{
    cbor_put_map(out, TR_ARRAY_LEN(members));
    for (size_t i = 0; i < TR_ARRAY_LEN(members); i++) {
        cbor_put_str(out, members[i].name);
        members[i].put(report, out);
    }
    return written(out, err);
}

tr_rc report_json(const struct report *report, struct buf *out, struct tr_err *err)
{
    static const struct json_style one_line = {0};
    TR_CLEANUP(buf_done) struct buf member = BUF_INIT(SIZE_MAX);
    for (size_t i = 0; i < TR_ARRAY_LEN(members); i++) {
        buf_clear(&member);
        members[i].put(report, &member);
        TR_TRY(written(&member, err));
        buf_printf(out, "%c\"%s\":", i == 0 ? '{' : ',', members[i].name);
        TR_TRY(cbor_to_json(buf_slice(&member), &one_line, out, err));
    }
    buf_append_byte(out, '}');
    return written(out, err);
}

static tr_rc finish(struct report *report, struct report *made, struct tr_err *err)
{
    tr_rc rc = written(&made->error, err);
    if (rc == TR_OK)
        *report = *made;
    else
        buf_done(&made->error);
    return rc;
}

tr_rc report_init(struct report *report, const struct run_result *result,
                  const struct report_source *sources, unsigned n_sources, struct tr_err *err)
{
    struct report made = {
        .outcome = result->outcome,
        .result = result,
        .error = BUF_INIT(SIZE_MAX),
        .limits = result->limits,
        .module_hash = result->module_hash,
        .has_module = true,
    };
    if (result->error.len > 0)
        error_from_guest(buf_slice(&result->error), result, sources, n_sources, &made.error);
    else if (result->outcome != OUTCOME_OK && result->outcome != OUTCOME_EXIT)
        error_from_stop(result, n_sources > 0 ? sources[0].name : slice_make(NULL, 0), &made.error);
    return finish(report, &made, err);
}

tr_rc report_init_refused(struct report *report, const struct tr_err *why,
                          const struct report_source *program, const struct run_limits *limits,
                          struct tr_err *err)
{
    bool ours = why->code == TR_E_INTERNAL;
    struct report made = {
        .outcome = ours ? OUTCOME_INTERNAL : OUTCOME_REFUSED,
        .error = BUF_INIT(SIZE_MAX),
        .limits = *limits,
    };
    error_from_refusal(why, program, &made.error);
    return finish(report, &made, err);
}

void report_done(struct report *report)
{
    buf_done(&report->error);
}

void report_gap_text(const struct run_result *result, char out[REPORT_GAP_TEXT_MAX])
{
    snprintf(out, REPORT_GAP_TEXT_MAX, "[%llu bytes left out]",
             (unsigned long long)result->logs_dropped_bytes);
}
