/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of a module (core specification 2.0, sections 5.5.2 and 5.5.15): preamble, sections in
 * their order, counts that have to agree across sections. The content of each section is read by
 * the function in its row of the table below.
 */
#include "wasm/binary.h"

#include "wasm/caps.h"
#include "wasm/read.h"
#include "wasm/section.h"

#include <inttypes.h>
#include <stdlib.h>

#define VERSION_CORE 1
#define LAYER_CORE   0
#define LAYER_MODEL  1 /* the component model */

static const uint8_t magic[4] = {0x00, 'a', 's', 'm'};

static const struct {
    const char *name;
    unsigned rank; /* sections come in ascending rank; 0: anywhere, any number of times */
    wasm_section_reader *read;
} section_kinds[WASM_SECTION_ID_COUNT] = {
    [WASM_SECTION_CUSTOM] = {"custom section", 0, wasm_read_custom},
    [WASM_SECTION_TYPE] = {"type section", 1, wasm_read_types},
    [WASM_SECTION_IMPORT] = {"import section", 2, wasm_read_imports},
    [WASM_SECTION_FUNCTION] = {"function section", 3, wasm_read_functions},
    [WASM_SECTION_TABLE] = {"table section", 4, wasm_read_tables},
    [WASM_SECTION_MEMORY] = {"memory section", 5, wasm_read_memories},
    [WASM_SECTION_GLOBAL] = {"global section", 6, wasm_read_globals},
    [WASM_SECTION_EXPORT] = {"export section", 7, wasm_read_exports},
    [WASM_SECTION_START] = {"start section", 8, wasm_read_start},
    [WASM_SECTION_ELEMENT] = {"element section", 9, wasm_read_elements},
    [WASM_SECTION_DATA_COUNT] = {"data count section", 10, wasm_read_data_count},
    [WASM_SECTION_CODE] = {"code section", 11, wasm_read_code},
    [WASM_SECTION_DATA] = {"data section", 12, wasm_read_data},
};

static const struct wasm_proposal section_proposals[] = {
    {13, 13, "exception handling"},
    {14, 14, "reference-typed strings"},
};

static tr_rc read_preamble(struct reader *in, struct tr_err *err)
{
    struct slice start = reader_bytes(in, sizeof magic);
    if (in->failed || memcmp(start.ptr, magic, sizeof magic) != 0)
        return tr_fail_offset(err, TR_E_INVALID, 0,
                              "not a WebAssembly module: it does not begin with \\0asm");
    uint16_t version = reader_u16le(in);
    uint16_t layer = reader_u16le(in);
    TR_TRY(wasm_read_ok(in, "the preamble", err));
    if (layer == LAYER_MODEL)
        return tr_fail_offset(err, TR_E_UNSUPPORTED, sizeof magic,
                              "this is a WebAssembly component; only core modules can be run");
    if (version != VERSION_CORE || layer != LAYER_CORE)
        return tr_fail_offset(err, TR_E_INVALID, sizeof magic,
                              "unknown WebAssembly version %u (layer %u)", version, layer);
    return TR_OK;
}

/* Makes room for one more item of a list that grows by doubling. */
static tr_rc grow(void **list, uint32_t n, uint32_t *cap, size_t size, struct tr_err *err)
{
    if (n < *cap)
        return TR_OK;
    uint32_t wanted = *cap ? 2 * *cap : 16;
    void *grown = realloc(*list, wanted * size);
    if (!grown)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    *list = grown;
    *cap = wanted;
    return TR_OK;
}

static tr_rc add_section(struct wasm_binary *b, const struct wasm_section *section,
                         struct tr_err *err)
{
    if (b->n_sections == WASM_SECTIONS_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, section->start, "more than %d sections",
                              WASM_SECTIONS_MAX);
    void *list = b->sections;
    TR_TRY(grow(&list, b->n_sections, &b->sections_cap, sizeof *b->sections, err));
    b->sections = list;
    b->sections[b->n_sections++] = *section;
    return TR_OK;
}

static tr_rc read_section(struct wasm_binary *b, struct reader *in, unsigned *rank,
                          struct tr_err *err)
{
    struct wasm_section section = {.start = in->pos};
    uint8_t id = reader_u8(in);
    uint32_t size = reader_uleb32(in);
    struct reader content;
    if (!in->failed && id >= WASM_SECTION_ID_COUNT)
        return wasm_unknown_code(section_proposals, TR_ARRAY_LEN(section_proposals), id, "section",
                                 section.start, err);
    TR_TRY(wasm_read_ok(in, "the head of a section", err));
    if (section_kinds[id].rank && section_kinds[id].rank <= *rank)
        return tr_fail_offset(err, TR_E_INVALID, section.start,
                              "the %s is repeated or out of order", section_kinds[id].name);
    if (section_kinds[id].rank)
        *rank = section_kinds[id].rank;
    section.id = (enum wasm_section_id)id;
    section.content_start = in->pos;
    TR_TRY(wasm_read_part(in, size, section_kinds[id].name, &content, err));
    section.end = in->pos;
    TR_TRY(add_section(b, &section, err));
    TR_TRY(section_kinds[id].read(b, &content, err));
    if (reader_left(&content) > 0)
        return tr_fail_offset(err, TR_E_INVALID, content.pos,
                              "the %s has %zu bytes behind its last item", section_kinds[id].name,
                              reader_left(&content));
    return TR_OK;
}

static tr_rc check_counts(const struct wasm_binary *b, struct tr_err *err)
{
    if (b->n_bodies != b->n_funcs - b->n_imports)
        return tr_fail_offset(err, TR_E_INVALID, b->bytes.len, "%" PRIu32 " functions have no body",
                              b->n_funcs - b->n_imports - b->n_bodies);
    if (b->has_data_count && b->n_data != b->data_count)
        return tr_fail_offset(err, TR_E_INVALID, b->bytes.len,
                              "the data count section announces %" PRIu32
                              " data segments, there are %" PRIu32,
                              b->data_count, b->n_data);
    return TR_OK;
}

tr_rc wasm_binary_read(struct slice submitted, struct wasm_binary *out, struct tr_err *err)
{
    struct wasm_binary b TR_CLEANUP(wasm_binary_done) = {.bytes = submitted};
    struct reader in = reader_of(submitted);
    unsigned rank = 0;
    if (submitted.len > WASM_MODULE_BYTES_MAX)
        return tr_fail(err, TR_E_LIMIT, "the module has %zu bytes, the limit is %llu",
                       submitted.len, (unsigned long long)WASM_MODULE_BYTES_MAX);
    buf_init(&b.edit_text, WASM_MODULE_BYTES_MAX, NULL);
    TR_TRY(read_preamble(&in, err));
    while (reader_left(&in) > 0)
        TR_TRY(read_section(&b, &in, &rank, err));
    TR_TRY(check_counts(&b, err));
    *out = b;
    b = (struct wasm_binary){0};
    return TR_OK;
}

void wasm_binary_done(struct wasm_binary *b)
{
    free(b->sections);
    free(b->types);
    free(b->funcs);
    free(b->imports);
    free(b->tables);
    free(b->globals);
    free(b->exports);
    free(b->data);
    free(b->edits);
    buf_done(&b->edit_text);
    *b = (struct wasm_binary){0};
}

tr_rc wasm_binary_edit(struct wasm_binary *b, size_t start, size_t end, struct slice text,
                       struct tr_err *err)
{
    if (b->n_edits == WASM_EDITS_MAX)
        return tr_fail_offset(err, TR_E_LIMIT, start,
                              "more than %d segments and constants have to be rewritten",
                              WASM_EDITS_MAX);
    void *list = b->edits;
    TR_TRY(grow(&list, b->n_edits, &b->edits_cap, sizeof *b->edits, err));
    b->edits = list;
    b->edits[b->n_edits++] = (struct wasm_edit){
        .start = start, .end = end, .text_start = b->edit_text.len, .text_len = text.len};
    if (!buf_append_slice(&b->edit_text, text))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    return TR_OK;
}

static char type_letter(uint8_t type)
{
    switch (type) {
    case WASM_TYPE_I32:
        return 'i';
    case WASM_TYPE_I64:
        return 'I';
    case WASM_TYPE_F32:
        return 'f';
    case WASM_TYPE_F64:
        return 'F';
    default:
        return '?';
    }
}

/* False when a type is not a number. */
static bool put_letters(struct slice types, char *text, size_t *len)
{
    for (size_t i = 0; i < types.len; i++) {
        char letter = type_letter(types.ptr[i]);
        if (letter == '?')
            return false;
        text[(*len)++] = letter;
    }
    return true;
}

void wasm_type_text(const struct wasm_func_type *type, char out[WASM_TYPE_TEXT_SIZE])
{
    char text[WASM_TYPE_TEXT_SIZE];
    size_t len = 0;
    bool fits = type->params.len + type->results.len + 2 <= sizeof text;
    if (fits && put_letters(type->params, text, &len)) {
        text[len++] = ':';
        if (put_letters(type->results, text, &len)) {
            text[len] = 0;
            memcpy(out, text, len + 1);
            return;
        }
    }
    memcpy(out, "?", 2);
}
