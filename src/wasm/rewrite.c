/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the module again. Sections that do not change are copied whole, so most of a module moves
 * as one stretch and the offset map stays short. In the others the edits noted while reading are
 * applied. The start section is left out; our exports are appended to the export section, which is
 * made when the module has none.
 *
 * Every copied stretch is noted in the map; stretches that follow each other in both modules become
 * one. There is at most one for the preamble, each section and each edit.
 */
#include "wasm/rewrite.h"

#include "wasm/caps.h"
#include "wasm/read.h"

#include <assert.h>
#include <inttypes.h>

#define PREAMBLE_BYTES 8

struct writer {
    const struct wasm_binary *binary;
    struct buf *out;
    struct buf *exports; /* ours, encoded */
    uint32_t n_exports;
    struct wasm_moved *moved;
    uint32_t n_moved, moved_cap;
    uint32_t next_edit;
    bool exports_written;
};

static void put_export(struct writer *w, const char *name, enum wasm_kind kind, uint32_t index)
{
    wasm_put_uleb(w->exports, strlen(name));
    (void)buf_append_str(w->exports, name);
    (void)buf_append_byte(w->exports, (uint8_t)kind);
    wasm_put_uleb(w->exports, index);
    w->n_exports++;
}

static void put_our_exports(struct writer *w)
{
    const struct wasm_binary *b = w->binary;
    char name[sizeof PREPARED_GLOBAL_PREFIX + 10];
    if (b->has_start)
        put_export(w, PREPARED_START, WASM_KIND_FUNC, b->start_func);
    if (b->has_memory)
        put_export(w, PREPARED_MEMORY, WASM_KIND_MEMORY, 0);
    for (uint32_t i = 0; i < b->n_globals; i++) {
        if (!b->globals[i].is_mutable)
            continue;
        (void)snprintf(name, sizeof name, PREPARED_GLOBAL_PREFIX "%" PRIu32, i);
        put_export(w, name, WASM_KIND_GLOBAL, i);
    }
}

static void copy(struct writer *w, size_t start, size_t end)
{
    if (start == end)
        return;
    struct wasm_moved *last = w->n_moved ? &w->moved[w->n_moved - 1] : NULL;
    if (last && last->new_offset + last->len == w->out->len &&
        last->old_offset + last->len == start) {
        last->len += end - start;
    } else {
        assert(w->n_moved < w->moved_cap);
        w->moved[w->n_moved++] = (struct wasm_moved){w->out->len, start, end - start};
    }
    (void)buf_append(w->out, w->binary->bytes.ptr + start, end - start);
}

/* The section's size after its edits. */
static size_t edited_size(const struct writer *w, const struct wasm_section *s)
{
    size_t size = s->end - s->content_start;
    for (uint32_t i = w->next_edit; i < w->binary->n_edits; i++) {
        const struct wasm_edit *edit = &w->binary->edits[i];
        if (edit->start >= s->end)
            break;
        size = size - (edit->end - edit->start) + edit->text_len;
    }
    return size;
}

static void write_edited(struct writer *w, const struct wasm_section *s)
{
    size_t done = s->content_start;
    (void)buf_append_byte(w->out, (uint8_t)s->id);
    wasm_put_uleb(w->out, edited_size(w, s));
    for (; w->next_edit < w->binary->n_edits; w->next_edit++) {
        const struct wasm_edit *edit = &w->binary->edits[w->next_edit];
        if (edit->start >= s->end)
            break;
        copy(w, done, edit->start);
        (void)buf_append(w->out, w->binary->edit_text.ptr + edit->text_start, edit->text_len);
        done = edit->end;
    }
    copy(w, done, s->end);
}

/* The export section with ours at its end; `s` is NULL when the module has none. */
static void write_exports(struct writer *w, const struct wasm_section *s)
{
    size_t start = w->binary->exports_content, end = s ? s->end : start;
    struct buf count TR_CLEANUP(buf_done) = BUF_INIT(16);
    wasm_put_uleb(&count, (uint64_t)w->binary->n_exports + w->n_exports);
    (void)buf_append_byte(w->out, WASM_SECTION_EXPORT);
    wasm_put_uleb(w->out, count.len + (end - start) + w->exports->len);
    (void)buf_append_slice(w->out, buf_slice(&count));
    w->out->failed |= count.failed;
    copy(w, start, end);
    (void)buf_append_slice(w->out, buf_slice(w->exports));
    w->exports_written = true;
}

/* Whether an export section would have to stand before this one. */
static bool is_behind_exports(enum wasm_section_id id)
{
    return id > WASM_SECTION_EXPORT;
}

static void write_section(struct writer *w, const struct wasm_section *s)
{
    const struct wasm_binary *b = w->binary;
    if (w->n_exports && !w->exports_written) {
        if (s->id == WASM_SECTION_EXPORT) {
            write_exports(w, s);
            return;
        }
        if (is_behind_exports(s->id))
            write_exports(w, NULL);
    }
    if (s->id == WASM_SECTION_START)
        return;
    if (w->next_edit < b->n_edits && b->edits[w->next_edit].start < s->end)
        write_edited(w, s);
    else
        copy(w, s->start, s->end);
}

static void write_module(struct writer *w)
{
    copy(w, 0, PREAMBLE_BYTES);
    for (uint32_t i = 0; i < w->binary->n_sections; i++)
        write_section(w, &w->binary->sections[i]);
    if (w->n_exports && !w->exports_written)
        write_exports(w, NULL);
}

tr_rc wasm_rewrite(const struct wasm_binary *b, struct wasm_prepared *out, struct tr_err *err)
{
    /* Edits shrink a module or add a constant's few bytes; an export of ours takes 32 at most. */
    size_t exports_max = 32 * ((size_t)b->n_globals + 2);
    struct buf exports TR_CLEANUP(buf_done) = BUF_INIT(exports_max);
    struct writer w = {.binary = b, .out = &out->bytes, .exports = &exports};
    w.moved_cap = b->n_edits + b->n_sections + 1;
    TR_TRY(wasm_alloc(w.moved_cap, sizeof *out->moved, &out->moved, err));
    w.moved = out->moved;
    buf_init(&out->bytes, b->bytes.len + b->edit_text.len + exports_max + 64, NULL);
    put_our_exports(&w);
    write_module(&w);
    out->n_moved = w.n_moved;
    if (out->bytes.failed || exports.failed)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for the rewritten module");
    return TR_OK;
}
