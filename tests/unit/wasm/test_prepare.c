/* SPDX-License-Identifier: Apache-2.0 */
/* Preparation of modules that are fine: facts, image, the rewritten bytes, the offset map. */
#include "base/os.h"
#include "wasm/binary.h"
#include "wasm/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define TYPE_VOID  "01 04 01 60 00 00 "
#define ONE_FUNC   TYPE_VOID "03 02 01 00 "
#define EMPTY_BODY "0a 04 01 02 00 0b "
#define MEMORY_1   "05 03 01 00 01 "
/* "troupe:memory", "troupe:start", "troupe:global:0" with kind and index */
#define OUR_MEMORY   "0d 74 72 6f 75 70 65 3a 6d 65 6d 6f 72 79 02 00 "
#define OUR_START    "0c 74 72 6f 75 70 65 3a 73 74 61 72 74 00 00 "
#define OUR_GLOBAL_0 "0f 74 72 6f 75 70 65 3a 67 6c 6f 62 61 6c 3a 30 03 00 "

static void free_slice(struct slice s)
{
    free((void *)(uintptr_t)s.ptr);
}

static struct wasm_prepared prepare(struct slice bytes)
{
    struct wasm_prepared p = {0};
    struct tr_err err = {0};
    if (wasm_prepare(bytes, &p, &err) != TR_OK)
        fail_msg("at %lld: %s", (long long)err.offset, err.message);
    return p;
}

static struct buf fixture(const char *name)
{
    char path[100];
    struct buf bytes = BUF_INIT(1 << 20);
    (void)snprintf(path, sizeof path, "tests/unit/wasm/%s", name);
    assert_int_equal(os_read_file(path, &bytes, NULL), TR_OK);
    return bytes;
}

static void test_facts(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    assert_int_equal(p.n_imports, 3);
    assert_true(slice_is(p.imports[0].module, "env") && slice_is(p.imports[0].name, "log"));
    assert_string_equal(p.imports[0].type, "iIfF:I");
    assert_true(bytes.ptr[p.imports[0].offset] == 3 && bytes.ptr[p.imports[0].offset + 1] == 'e');
    assert_string_equal(p.imports[1].type, ":");
    assert_true(p.imports[2].module.len == 0 && p.imports[2].name.len == 0);
    assert_string_equal(p.imports[2].type, "?");
    assert_true(p.has_memory && p.has_start);
    assert_int_equal(p.memory_min_pages, 2);
    assert_int_equal(p.memory_max_pages, 4);
    assert_true(p.uses_bulk_memory && p.mutates_tables && p.drops_segments);
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

static void test_exports(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    assert_int_equal(p.n_exports, 5);
    const struct wasm_export *swap = wasm_prepared_export(&p, "swap");
    assert_non_null(swap);
    assert_int_equal(swap->kind, WASM_KIND_FUNC);
    assert_int_equal(swap->index, 4);
    assert_string_equal(swap->type, "iI:fF");
    assert_string_equal(wasm_prepared_export(&p, "log again")->type, "iIfF:I");
    assert_string_equal(wasm_prepared_export(&p, "wide")->type, "?");
    assert_int_equal(wasm_prepared_export(&p, "memory")->kind, WASM_KIND_MEMORY);
    assert_int_equal(wasm_prepared_export(&p, "fixed")->kind, WASM_KIND_GLOBAL);
    assert_null(wasm_prepared_export(&p, "swa"));
    assert_null(wasm_prepared_export(&p, PREPARED_START));
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

static void test_mutable_globals(void **state)
{
    static const enum wasm_type types[] = {WASM_TYPE_I32, WASM_TYPE_I64,  WASM_TYPE_F32,
                                           WASM_TYPE_F64, WASM_TYPE_V128, WASM_TYPE_FUNCREF};
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    assert_int_equal(p.n_globals, TR_ARRAY_LEN(types));
    for (uint32_t i = 0; i < p.n_globals; i++) {
        assert_int_equal(p.globals[i].index, i + 1);
        assert_int_equal(p.globals[i].type, types[i]);
    }
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

/* The bytes were compared with what a JavaScript engine's instance of rich.wasm holds. */
static void test_image_of_overlapping_segments(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    uint8_t expected[65537] = {0};
    memcpy(expected + 16, "abcdXY\0\0\0", 9);
    memcpy(expected + 65534, "pag", 3); /* its last byte was cleared by a later segment */
    assert_int_equal(p.image.len, sizeof expected);
    assert_memory_equal(p.image.ptr, expected, sizeof expected);
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

static bool binary_exports(const struct wasm_binary *b, const char *name, enum wasm_kind kind,
                           uint32_t index)
{
    for (uint32_t i = 0; i < b->n_exports; i++) {
        if (slice_is(b->exports[i].name, name))
            return b->exports[i].kind == kind && b->exports[i].index == index;
    }
    return false;
}

static void test_rewritten_module(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    struct wasm_binary b;
    assert_int_equal(wasm_binary_read(buf_slice(&p.bytes), &b, NULL), TR_OK);
    assert_false(b.has_start);
    assert_int_equal(b.n_exports, 5 + 1 + 1 + 6);
    assert_true(binary_exports(&b, "swap", WASM_KIND_FUNC, 4));
    assert_true(binary_exports(&b, PREPARED_START, WASM_KIND_FUNC, 3));
    assert_true(binary_exports(&b, PREPARED_MEMORY, WASM_KIND_MEMORY, 0));
    assert_true(binary_exports(&b, PREPARED_GLOBAL_PREFIX "1", WASM_KIND_GLOBAL, 1));
    assert_true(binary_exports(&b, PREPARED_GLOBAL_PREFIX "6", WASM_KIND_GLOBAL, 6));
    assert_int_equal(b.n_data, 7);
    for (uint32_t i = 0; i < b.n_data; i++) {
        assert_int_equal(b.data[i].active, i != 2);
        assert_true(b.data[i].active ? b.data[i].bytes.len == 0
                                     : slice_is(b.data[i].bytes, "not in the image"));
    }
    wasm_binary_done(&b);
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

static void test_every_opcode(void **state)
{
    (void)state;
    struct buf bytes = fixture("all_opcodes.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    assert_true(p.uses_bulk_memory && p.mutates_tables && p.drops_segments);
    assert_int_equal(p.n_moved, 3);
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

/* What the map says must be what the bytes say, and no stretch is out of place. */
static void test_map_of_a_real_module(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes));
    uint64_t n_mapped = 0;
    for (uint64_t i = 0; i < p.bytes.len; i++) {
        uint64_t old = wasm_prepared_offset(&p, i);
        if (old == TR_NO_OFFSET)
            continue;
        n_mapped++;
        assert_true(old < bytes.len);
        assert_int_equal(p.bytes.ptr[i], bytes.ptr[old]);
    }
    assert_true(n_mapped > bytes.len / 2);
    assert_int_equal(wasm_prepared_offset(&p, p.bytes.len), TR_NO_OFFSET);
    for (uint32_t i = 1; i < p.n_moved; i++)
        assert_true(p.moved[i - 1].new_offset + p.moved[i - 1].len <= p.moved[i].new_offset);
    wasm_prepared_done(&p);
    buf_done(&bytes);
}

static void test_map_by_hand(void **state)
{
    (void)state;
    /* Start section at 18, data at 32; in the new module the export section stands at 23. */
    struct slice bytes =
        hex_slice(PREAMBLE ONE_FUNC MEMORY_1 "08 01 00 " EMPTY_BODY "0b 07 01 00 41 05 0b 01 61");
    struct wasm_prepared p = prepare(bytes);
    struct slice expected =
        hex_slice(PREAMBLE ONE_FUNC MEMORY_1 "07 20 02 " OUR_START OUR_MEMORY EMPTY_BODY
                                             "0b 06 01 00 41 00 0b 00");
    assert_true(slice_eq(buf_slice(&p.bytes), expected));
    assert_int_equal(p.n_moved, 3);
    assert_int_equal(wasm_prepared_offset(&p, 0), 0);
    assert_int_equal(wasm_prepared_offset(&p, 22), 22);
    assert_int_equal(wasm_prepared_offset(&p, 23), TR_NO_OFFSET); /* exports, all ours */
    assert_int_equal(wasm_prepared_offset(&p, 56), TR_NO_OFFSET);
    assert_int_equal(wasm_prepared_offset(&p, 57), 26); /* code */
    assert_int_equal(wasm_prepared_offset(&p, 62), 31);
    assert_int_equal(wasm_prepared_offset(&p, 63), TR_NO_OFFSET); /* head of the data section */
    assert_int_equal(wasm_prepared_offset(&p, 65), 34);           /* number of segments */
    assert_int_equal(wasm_prepared_offset(&p, 66), TR_NO_OFFSET);
    assert_int_equal(wasm_prepared_offset(&p, UINT64_MAX), TR_NO_OFFSET);
    free_slice(expected);
    free_slice(bytes);
    wasm_prepared_done(&p);
}

struct rewrite_row {
    const char *name, *before, *after;
};

static const struct rewrite_row rewrite_rows[] = {
    {"empty module", PREAMBLE, PREAMBLE},
    {"custom sections stay", PREAMBLE "00 03 01 61 7a 00 02 01 62",
     PREAMBLE "00 03 01 61 7a 00 02 01 62"},
    {"nothing to change", PREAMBLE ONE_FUNC "07 05 01 01 66 00 00 " EMPTY_BODY,
     PREAMBLE ONE_FUNC "07 05 01 01 66 00 00 " EMPTY_BODY},
    {"a long form of a size stays", PREAMBLE "01 84 80 00 01 60 00 00",
     PREAMBLE "01 84 80 00 01 60 00 00"},
    {"exports at the end of a module", PREAMBLE MEMORY_1, PREAMBLE MEMORY_1 "07 11 01 " OUR_MEMORY},
    {"exports behind a trailing custom section", PREAMBLE MEMORY_1 "00 02 01 61",
     PREAMBLE MEMORY_1 "00 02 01 61 07 11 01 " OUR_MEMORY},
    {"exports before elements", PREAMBLE MEMORY_1 "00 02 01 61 09 04 01 01 00 00",
     PREAMBLE MEMORY_1 "00 02 01 61 07 11 01 " OUR_MEMORY "09 04 01 01 00 00"},
    {"exports before the data count", PREAMBLE MEMORY_1 "0c 01 00",
     PREAMBLE MEMORY_1 "07 11 01 " OUR_MEMORY "0c 01 00"},
    {"exports of the module first", PREAMBLE MEMORY_1 "07 05 01 01 6d 02 00",
     PREAMBLE MEMORY_1 "07 15 02 01 6d 02 00 " OUR_MEMORY},
    {"a start function", PREAMBLE ONE_FUNC "08 01 00 " EMPTY_BODY,
     PREAMBLE ONE_FUNC "07 10 01 " OUR_START EMPTY_BODY},
    {"a mutable global", PREAMBLE "06 06 01 7f 01 41 07 0b",
     PREAMBLE "06 06 01 7f 01 41 07 0b 07 13 01 " OUR_GLOBAL_0},
    {"an immutable global", PREAMBLE "06 06 01 7f 00 41 07 0b", PREAMBLE "06 06 01 7f 00 41 07 0b"},

    /* Constants. */
    {"i32 wraps", PREAMBLE "06 0d 01 7f 00 41 ff ff ff ff 07 41 01 6a 0b",
     PREAMBLE "06 0a 01 7f 00 41 80 80 80 80 78 0b"},
    {"i32 subtracts", PREAMBLE "06 09 01 7f 00 41 02 41 05 6b 0b",
     PREAMBLE "06 06 01 7f 00 41 7d 0b"},
    {"i64 multiplies", PREAMBLE "06 0b 01 7e 00 42 c0 00 42 c0 00 7e 0b",
     PREAMBLE "06 07 01 7e 00 42 80 20 0b"},
    {"i64 subtracts below zero", PREAMBLE "06 09 01 7e 00 42 00 42 01 7d 0b",
     PREAMBLE "06 06 01 7e 00 42 7f 0b"},
    {"a global of a global", PREAMBLE "06 0b 02 7f 00 41 3f 0b 7f 00 23 00 0b",
     PREAMBLE "06 0b 02 7f 00 41 3f 0b 7f 00 41 3f 0b"},
    {"a sum with a global", PREAMBLE "06 0e 02 7f 00 41 3f 0b 7f 00 23 00 41 01 6a 0b",
     PREAMBLE "06 0c 02 7f 00 41 3f 0b 7f 00 41 c0 00 0b"},
    {"f32 of a global", PREAMBLE "06 0e 02 7d 00 43 00 00 c0 7f 0b 7d 00 23 00 0b",
     PREAMBLE "06 11 02 7d 00 43 00 00 c0 7f 0b 7d 00 43 00 00 c0 7f 0b"},
    {"f64 of a global", PREAMBLE "06 12 02 7c 00 44 01 02 03 04 05 06 07 88 0b 7c 00 23 00 0b",
     PREAMBLE "06 19 02 7c 00 44 01 02 03 04 05 06 07 88 0b 7c 00 44 01 02 03 04 05 06 07 88 0b"},
    {"v128 of a global",
     PREAMBLE "06 1b 02 7b 00 fd 0c 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 0b "
              "7b 00 23 00 0b",
     PREAMBLE "06 2b 02 7b 00 fd 0c 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 0b "
              "7b 00 fd 0c 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 0b"},
    {"null of a global", PREAMBLE "06 0b 02 70 00 d0 70 0b 70 00 23 00 0b",
     PREAMBLE "06 0b 02 70 00 d0 70 0b 70 00 d0 70 0b"},
    {"function of a global", PREAMBLE ONE_FUNC "06 0b 02 70 00 d2 00 0b 70 00 23 00 0b " EMPTY_BODY,
     PREAMBLE ONE_FUNC "06 0b 02 70 00 d2 00 0b 70 00 d2 00 0b " EMPTY_BODY},
    {"elements at a global",
     PREAMBLE ONE_FUNC "04 04 01 70 00 05 06 06 01 7f 00 41 04 0b 09 07 01 00 23 00 0b 01 "
                       "00 " EMPTY_BODY,
     PREAMBLE ONE_FUNC "04 04 01 70 00 05 06 06 01 7f 00 41 04 0b 09 07 01 00 41 04 0b 01 "
                       "00 " EMPTY_BODY},
    {"an element that reads a global",
     PREAMBLE ONE_FUNC "06 06 01 70 00 d2 00 0b 09 07 01 05 70 01 23 00 0b " EMPTY_BODY,
     PREAMBLE ONE_FUNC "06 06 01 70 00 d2 00 0b 09 07 01 05 70 01 d2 00 0b " EMPTY_BODY},

    /* Data segments. */
    {"passive data stay", PREAMBLE "0b 05 01 01 02 61 62", PREAMBLE "0b 05 01 01 02 61 62"},
    {"a memory index", PREAMBLE MEMORY_1 "07 05 01 01 6d 02 00 0b 08 01 02 00 41 05 0b 01 61",
     PREAMBLE MEMORY_1 "07 15 02 01 6d 02 00 " OUR_MEMORY "0b 06 01 00 41 00 0b 00"},
    {"a computed offset", PREAMBLE MEMORY_1 "0b 0a 01 00 41 05 41 03 6a 0b 01 61",
     PREAMBLE MEMORY_1 "07 11 01 " OUR_MEMORY "0b 06 01 00 41 00 0b 00"},
    {"active, passive, active",
     PREAMBLE MEMORY_1 "0b 0f 03 00 41 00 0b 01 61 01 01 62 00 41 01 0b 00",
     PREAMBLE MEMORY_1 "07 11 01 " OUR_MEMORY "0b 0e 03 00 41 00 0b 00 01 01 62 00 41 00 0b 00"},
};

static void test_rewrites(void **state)
{
    (void)state;
    unsigned n_wrong = 0;
    for (size_t i = 0; i < TR_ARRAY_LEN(rewrite_rows); i++) {
        const struct rewrite_row *row = &rewrite_rows[i];
        struct slice before = hex_slice(row->before), after = hex_slice(row->after);
        struct wasm_prepared p = {0};
        struct tr_err err = {0};
        tr_rc rc = wasm_prepare(before, &p, &err);
        if (rc != TR_OK || !slice_eq(buf_slice(&p.bytes), after)) {
            print_error("%s: %s at %lld\n ", row->name, rc == TR_OK ? "other bytes" : err.message,
                        (long long)err.offset);
            for (size_t k = 0; k < p.bytes.len; k++)
                print_error(" %02x", p.bytes.ptr[k]);
            print_error("\n");
            n_wrong++;
        }
        wasm_prepared_done(&p);
        free_slice(before);
        free_slice(after);
    }
    assert_int_equal(n_wrong, 0);
}

struct fact_row {
    const char *name, *hex;
    bool bulk, tables, drops;
};

/* A void function, a table, a memory; two passive segments. */
#define FACTS(export, body)                                                                   \
    PREAMBLE ONE_FUNC "04 04 01 70 00 05 " MEMORY_1 export "09 04 01 01 00 00 0c 01 01 " body \
                                                           "0b 03 01 01 00"

static const struct fact_row fact_rows[] = {
    {"nothing", FACTS("", EMPTY_BODY), false, false, false},
    {"memory.init", FACTS("", "0a 08 01 06 00 fc 08 00 00 0b "), true, false, false},
    {"data.drop", FACTS("", "0a 07 01 05 00 fc 09 00 0b "), true, false, true},
    {"memory.copy", FACTS("", "0a 08 01 06 00 fc 0a 00 00 0b "), true, false, false},
    {"memory.fill", FACTS("", "0a 07 01 05 00 fc 0b 00 0b "), true, false, false},
    {"table.init", FACTS("", "0a 08 01 06 00 fc 0c 00 00 0b "), false, true, false},
    {"elem.drop", FACTS("", "0a 07 01 05 00 fc 0d 00 0b "), false, false, true},
    {"table.copy", FACTS("", "0a 08 01 06 00 fc 0e 00 00 0b "), false, true, false},
    {"table.grow", FACTS("", "0a 07 01 05 00 fc 0f 00 0b "), false, true, false},
    {"table.size", FACTS("", "0a 07 01 05 00 fc 10 00 0b "), false, false, false},
    {"table.fill", FACTS("", "0a 07 01 05 00 fc 11 00 0b "), false, true, false},
    {"table.get", FACTS("", "0a 06 01 04 00 25 00 0b "), false, false, false},
    {"table.set", FACTS("", "0a 06 01 04 00 26 00 0b "), false, true, false},
    {"exported table", FACTS("07 05 01 01 74 01 00 ", EMPTY_BODY), false, true, false},
    {"the same bytes as a constant", FACTS("", "0a 0e 01 0c 00 44 fc 0a 00 00 fc 0d 26 00 1a 0b "),
     false, false, false},
    {"the same bytes as a passive segment", PREAMBLE MEMORY_1 "0b 0a 01 01 07 fc 0a 00 00 fc 0d 26",
     false, false, false},
};

static void test_fact_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(fact_rows); i++) {
        const struct fact_row *row = &fact_rows[i];
        struct slice bytes = hex_slice(row->hex);
        struct wasm_prepared p = {0};
        struct tr_err err = {0};
        if (wasm_prepare(bytes, &p, &err) != TR_OK)
            fail_msg("%s: at %lld: %s", row->name, (long long)err.offset, err.message);
        if (p.uses_bulk_memory != row->bulk || p.mutates_tables != row->tables ||
            p.drops_segments != row->drops)
            fail_msg("%s: bulk %d, tables %d, drops %d", row->name, p.uses_bulk_memory,
                     p.mutates_tables, p.drops_segments);
        wasm_prepared_done(&p);
        free_slice(bytes);
    }
}

static void test_type_texts(void **state)
{
    static const uint8_t numbers[40] = {[0 ... 39] = WASM_TYPE_I32};
    static const uint8_t mixed[] = {WASM_TYPE_I32, WASM_TYPE_V128};
    char text[WASM_TYPE_TEXT_SIZE];
    (void)state;
    struct wasm_func_type type = {.params = slice_make(numbers, 37), .results = {numbers, 1}};
    wasm_type_text(&type, text);
    assert_int_equal(strlen(text), 39);
    assert_string_equal(text + 36, "i:i");
    type.params.len = 38;
    wasm_type_text(&type, text);
    assert_string_equal(text, "?");
    type = (struct wasm_func_type){.params = slice_make(mixed, 2)};
    wasm_type_text(&type, text);
    assert_string_equal(text, "?");
    type = (struct wasm_func_type){.results = slice_make(mixed, 2)};
    wasm_type_text(&type, text);
    assert_string_equal(text, "?");
}

static void test_no_memory(void **state)
{
    (void)state;
    struct slice bytes = hex_slice(PREAMBLE);
    struct wasm_prepared p = prepare(bytes);
    assert_false(p.has_memory || p.has_start);
    assert_int_equal(p.image.len, 0);
    assert_int_equal(p.memory_min_pages, 0);
    assert_int_equal(p.memory_max_pages, UINT64_MAX);
    wasm_prepared_done(&p);
    wasm_prepared_done(&p);
    free_slice(bytes);
}

/* A module that needed no export of ours can be prepared again; others hold reserved names now. */
static void test_preparing_twice(void **state)
{
    (void)state;
    struct buf bytes = fixture("rich.wasm");
    struct wasm_prepared p = prepare(buf_slice(&bytes)), again = {0};
    assert_int_equal(wasm_prepare(buf_slice(&p.bytes), &again, NULL), TR_E_UNSUPPORTED);
    wasm_prepared_done(&p);
    buf_done(&bytes);
    struct slice plain = hex_slice(PREAMBLE ONE_FUNC "07 05 01 01 66 00 00 " EMPTY_BODY);
    p = prepare(plain);
    again = prepare(buf_slice(&p.bytes));
    assert_true(slice_eq(buf_slice(&again.bytes), plain));
    wasm_prepared_done(&again);
    wasm_prepared_done(&p);
    free_slice(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_exports),
        cmocka_unit_test(test_mutable_globals),
        cmocka_unit_test(test_image_of_overlapping_segments),
        cmocka_unit_test(test_rewritten_module),
        cmocka_unit_test(test_every_opcode),
        cmocka_unit_test(test_map_of_a_real_module),
        cmocka_unit_test(test_map_by_hand),
        cmocka_unit_test(test_rewrites),
        cmocka_unit_test(test_fact_rows),
        cmocka_unit_test(test_type_texts),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_preparing_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
