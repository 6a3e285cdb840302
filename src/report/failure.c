/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors that Troupe words itself: a guest that was stopped, a limit that was reached, a program
 * that was refused. The code is chosen by table; the message is the code's meaning, with the limit
 * in figures where there is one.
 */
#include "base/cbor.h"
#include "base/utf8.h"
#include "report/codes.h"
#include "report/error.h"
#include "report/excerpt.h"
#include "report/quantity.h"

#define TEXT_BYTES_MAX 512

static const char *const code_of_refusal[] = {
    [REFUSAL_RESULT] = "result",
    [REFUSAL_ERROR] = "error",
    [REFUSAL_ARTIFACT] = "artifact",
    [REFUSAL_TIMERS] = "timers",
};

/* Which limit a code is about. */
static const struct {
    const char *code;
    enum limit_index limit;
} limit_of_code[] = {
    {"deadline", LIMIT_time}, {"memory", LIMIT_memory},  {"result", LIMIT_output},
    {"error", LIMIT_output},  {"artifact", LIMIT_files}, {"timers", LIMIT_timers},
};

static const char *code_of(const struct run_result *result)
{
    if (result->stop == STOP_OUTPUT)
        return code_of_refusal[result->refusal];
    if (result->outcome == OUTCOME_MEMORY)
        return "memory";
    return result->stop == STOP_NONE ? "deadlock" : stop_name(result->stop);
}

static void word_limit(const struct run_result *result, enum limit_index limit, struct buf *message,
                       struct buf *hint)
{
    char text[QUANTITY_TEXT_MAX];
    quantity_text(limit_value(&result->limits, limit), limit_rows[limit].unit, text);
    buf_printf(message, " (%s)", text);
    error_limit_hint(&result->limits, limit_rows[limit].name, hint);
}

/* Names come from the module's bytes and were cut to fit. */
static struct slice valid(struct slice text)
{
    return slice_make(text.ptr, utf8_valid_prefix(text));
}

/* Frames of a WebAssembly program; a language guest's are the engine's own and stay hidden. */
static unsigned wasm_frames(const struct run_result *result, struct slice file,
                            struct error_frame frames[STOP_FRAMES_MAX])
{
    const struct stop_info *info = &result->stop_info;
    unsigned n = result->wasi && result->outcome == OUTCOME_TRAP ? info->n_frames : 0;
    for (unsigned i = 0; i < n; i++)
        frames[i] = (struct error_frame){.function = valid(slice_str(info->frames[i].func_name)),
                                         .file = file,
                                         .offset = info->frames[i].offset};
    return n;
}

void error_from_stop(const struct run_result *result, struct slice file, struct buf *out)
{
    TR_CLEANUP(buf_done) struct buf message = BUF_INIT(TEXT_BYTES_MAX);
    TR_CLEANUP(buf_done) struct buf hint = BUF_INIT(TEXT_BYTES_MAX);
    struct error_frame frames[STOP_FRAMES_MAX];
    const char *code = code_of(result);
    const struct report_code *row = report_code_find(slice_str(code));
    buf_append_str(&message, row ? row->text : stop_text(result->stop));
    if (row && row->hint)
        buf_append_str(&hint, row->hint);
    for (size_t i = 0; i < TR_ARRAY_LEN(limit_of_code); i++)
        if (strcmp(limit_of_code[i].code, code) == 0)
            word_limit(result, limit_of_code[i].limit, &message, &hint);
    if (result->stop == STOP_INTERNAL && result->stop_info.detail[0])
        buf_printf(&message, ": %s", result->stop_info.detail);
    struct error_facts facts = {
        .class_name = slice_str(row ? row->class_name : "Internal"),
        .code = slice_str(code),
        .message = buf_slice(&message),
        .hint = buf_slice(&hint),
        .frames = frames,
        .n_frames = wasm_frames(result, file, frames),
    };
    facts.place = facts.n_frames > 0 ? frames : NULL;
    error_put(&facts, out);
}

/* Line and column of an offset in a text, both from 1; the column counts characters. */
static void place_in_text(struct slice text, uint64_t offset, struct error_frame *place)
{
    place->line = place->column = 1;
    for (size_t pos = 0; pos < offset && pos < text.len;) {
        bool line_end = utf8_next(text, &pos) == '\n';
        place->line += line_end;
        place->column = line_end ? 1 : place->column + 1;
    }
    place->offset = TR_NO_OFFSET;
}

void error_from_refusal(const struct tr_err *why, const struct report_source *program,
                        struct buf *out)
{
    TR_CLEANUP(buf_done) struct buf excerpt = BUF_INIT(8 * TEXT_BYTES_MAX);
    const char *code = tr_code_name(why->code);
    const struct report_code *row = report_code_find(slice_str(code));
    TR_CLEANUP(buf_done) struct buf message = BUF_INIT(4 * TEXT_BYTES_MAX);
    TR_CLEANUP(buf_done) struct buf name = BUF_INIT(4 * TEXT_BYTES_MAX);
    excerpt_clean(slice_str(why->message), true, &message);
    excerpt_clean(program->name, false, &name);
    struct error_frame place = {.file = buf_slice(&name), .offset = why->offset};
    if (program->text.len > 0 && why->offset != TR_NO_OFFSET) {
        place_in_text(program->text, why->offset, &place);
        excerpt_write(program->text, place.line, place.column, &excerpt);
    }
    struct error_facts facts = {
        .class_name = slice_str(row ? row->class_name : "Refused"),
        .code = slice_str(code),
        .message = buf_slice(&message),
        .hint = slice_str(row ? row->hint : NULL),
        .excerpt = buf_slice(&excerpt),
        .place = &place,
    };
    error_put(&facts, out);
}
