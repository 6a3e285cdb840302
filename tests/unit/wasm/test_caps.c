/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every cap: at the cap a module passes, one above it is refused with TR_E_LIMIT. And small modules
 * that ask for much memory: they must not get it.
 */
#include "wasm/binary.h"
#include "wasm/caps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>

#include <cmocka.h>

#define MODULE_INIT BUF_INIT(WASM_MODULE_BYTES_MAX + 4096)

static const uint8_t preamble[] = {0x00, 'a', 's', 'm', 1, 0, 0, 0};
static const uint8_t one_func[] = {1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0};

static void put(struct buf *out, const void *bytes, size_t len)
{
    assert_true(buf_append(out, bytes, len));
}

static void put_times(struct buf *out, uint32_t times, const char *bytes, size_t len)
{
    uint8_t *at = buf_extend(out, times * len);
    assert_non_null(at);
    if (len == 1) {
        memset(at, bytes[0], times);
        return;
    }
    for (uint32_t i = 0; i < times; i++)
        memcpy(at + i * len, bytes, len);
}

static void put_section(struct buf *out, uint8_t id, const struct buf *content)
{
    put(out, &id, 1);
    wasm_put_uleb(out, content->len);
    put(out, content->ptr, content->len);
}

/* A section of `count` times the same item. */
static void put_items(struct buf *out, uint8_t id, uint32_t count, const char *item, size_t len)
{
    struct buf content = MODULE_INIT;
    wasm_put_uleb(&content, count);
    put_times(&content, count, item, len);
    put_section(out, id, &content);
    buf_done(&content);
}

static tr_rc prepared(struct buf *module)
{
    struct wasm_prepared p = {0};
    struct tr_err err = {0};
    tr_rc rc = wasm_prepare(buf_slice(module), &p, &err);
    if (rc != TR_OK && rc != TR_E_LIMIT)
        print_error("%s at %lld: %s\n", tr_code_name(rc), (long long)err.offset, err.message);
    wasm_prepared_done(&p);
    return rc;
}

struct row {
    const char *name;
    uint32_t cap;
    void (*make)(struct buf *out, uint32_t n);
};

static void make_sections(struct buf *out, uint32_t n)
{
    put_times(out, n, "\0\1\0", 3);
}

static void make_types(struct buf *out, uint32_t n)
{
    put_items(out, 1, n, "\x60\0\0", 3);
}

static void make_imports(struct buf *out, uint32_t n)
{
    put(out, one_func, 6);
    put_items(out, 2, n, "\0\0\0\0", 4);
}

static void make_functions(struct buf *out, uint32_t n)
{
    put(out, one_func, 6);
    put_items(out, 3, n, "\0", 1);
    put_items(out, 10, n, "\2\0\x0b", 3);
}

static void make_tables(struct buf *out, uint32_t n)
{
    put_items(out, 4, n, "\x70\0\0", 3);
}

static void make_table_elements(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    put(&content, "\1\x70\0", 3);
    wasm_put_uleb(&content, n);
    put_section(out, 4, &content);
    buf_done(&content);
}

static void make_globals(struct buf *out, uint32_t n)
{
    put_items(out, 6, n, "\x7f\1\x41\0\x0b", 5);
}

static void make_exports(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    char name[16];
    put_items(out, 6, 1, "\x7f\0\x41\0\x0b", 5);
    wasm_put_uleb(&content, n);
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(name, sizeof name, "\7%07u", i);
        put(&content, name, 8);
        put(&content, "\3\0", 2);
    }
    put_section(out, 7, &content);
    buf_done(&content);
}

static void make_element_segments(struct buf *out, uint32_t n)
{
    put_items(out, 9, n, "\1\0\0", 3);
}

static void make_element_items(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    put(out, one_func, sizeof one_func);
    put(&content, "\2\1\0", 3);
    wasm_put_uleb(&content, n / 2);
    put_times(&content, n / 2, "\0", 1);
    put(&content, "\1\0", 2);
    wasm_put_uleb(&content, n - n / 2);
    put_times(&content, n - n / 2, "\0", 1);
    put_section(out, 9, &content);
    put_items(out, 10, 1, "\2\0\x0b", 3);
    buf_done(&content);
}

static void make_data_segments(struct buf *out, uint32_t n)
{
    put_items(out, 11, n, "\1\0", 2);
}

static void make_data_count(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    wasm_put_uleb(&content, n);
    put_section(out, 12, &content);
    buf_clear(&content);
    put_items(out, 11, n, "\1\0", 2);
    buf_done(&content);
}

static void make_signature(struct buf *out, uint32_t n_params, uint32_t n_results)
{
    struct buf content = MODULE_INIT;
    put(&content, "\1\x60", 2);
    wasm_put_uleb(&content, n_params);
    put_times(&content, n_params, "\x7f", 1);
    wasm_put_uleb(&content, n_results);
    put_times(&content, n_results, "\x7f", 1);
    put_section(out, 1, &content);
    buf_done(&content);
}

static void make_params(struct buf *out, uint32_t n)
{
    make_signature(out, n, 0);
}

static void make_results(struct buf *out, uint32_t n)
{
    make_signature(out, 0, n);
}

static void make_name(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    wasm_put_uleb(&content, n);
    put_times(&content, n, "a", 1);
    put_section(out, 0, &content);
    buf_done(&content);
}

/* One function whose body is `head`, n times `item`, `tail`. */
static void make_body(struct buf *out, const char *head, size_t head_len, uint32_t n,
                      const char *item, size_t item_len, const char *tail_item, uint32_t n_tail)
{
    struct buf content = MODULE_INIT;
    put(out, one_func, sizeof one_func);
    put(&content, "\1", 1);
    wasm_put_uleb(&content, head_len + n * item_len + n_tail);
    put(&content, head, head_len);
    put_times(&content, n, item, item_len);
    put_times(&content, n_tail, tail_item, 1);
    put_section(out, 10, &content);
    buf_done(&content);
}

static void make_body_bytes(struct buf *out, uint32_t n)
{
    make_body(out, "\0", 1, n - 2, "\1", 1, "\x0b", 1);
}

static void make_nesting(struct buf *out, uint32_t n)
{
    make_body(out, "\0", 1, n - 1, "\2\x40", 2, "\x0b", n);
}

static void make_locals(struct buf *out, uint32_t n)
{
    struct buf head = MODULE_INIT;
    put(&head, "\2\1\x7f", 3);
    wasm_put_uleb(&head, n - 1);
    put(&head, "\x7e", 1);
    make_body(out, (const char *)head.ptr, head.len, 0, "", 0, "\x0b", 1);
    buf_done(&head);
}

static void make_constant_stack(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    put(&content, "\1\x7f\0", 3);
    put_times(&content, n, "\x41\1", 2);
    put_times(&content, n - 1, "\x6a", 1);
    put(&content, "\x0b", 1);
    put_section(out, 6, &content);
    buf_done(&content);
}

/* Null references read from a global: each item has to be folded. */
static void make_edits(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    put_items(out, 6, 1, "\x70\0\xd0\x70\x0b", 5);
    put(&content, "\1\5\x70", 3);
    wasm_put_uleb(&content, n);
    put_times(&content, n, "\x23\0\x0b", 3);
    put_section(out, 9, &content);
    buf_done(&content);
}

/* The last byte of the image is byte n - 1 of 4 GiB. */
static void make_image(struct buf *out, uint32_t n)
{
    struct buf content = MODULE_INIT;
    put(out, "\5\5\1\0\x80\x80\4", 7);
    put(&content, "\1\0\x41", 3);
    wasm_put_sleb(&content, (int32_t)(n - 1));
    put(&content, "\x0b\3a\0\0", 5);
    put_section(out, 11, &content);
    buf_done(&content);
}

/* Of the whole module, less the preamble. */
static void make_module(struct buf *out, uint32_t n)
{
    while (out->len < sizeof preamble + n) {
        size_t left = sizeof preamble + n - out->len;
        size_t len = left < (1 << 20) ? left - 6 : 1 << 20; /* one byte and a long size before it */
        put(out,
            (const uint8_t[]){0, (uint8_t)(len | 0x80), (uint8_t)(len >> 7 | 0x80),
                              (uint8_t)(len >> 14 | 0x80), 0x80, 0},
            6);
        put_times(out, (uint32_t)len, "\0", 1);
    }
}

static const struct row rows[] = {
    {"sections", WASM_SECTIONS_MAX, make_sections},
    {"types", WASM_TYPES_MAX, make_types},
    {"imports", WASM_IMPORTS_MAX, make_imports},
    {"functions", WASM_FUNCTIONS_MAX, make_functions},
    {"tables", WASM_TABLES_MAX, make_tables},
    {"table elements", WASM_TABLE_ELEMENTS_MAX, make_table_elements},
    {"globals", WASM_GLOBALS_MAX, make_globals},
    {"exports", WASM_EXPORTS_MAX, make_exports},
    {"element segments", WASM_ELEMENT_SEGMENTS_MAX, make_element_segments},
    {"element items", WASM_ELEMENT_ITEMS_MAX, make_element_items},
    {"data segments", WASM_DATA_SEGMENTS_MAX, make_data_segments},
    {"data count", WASM_DATA_SEGMENTS_MAX, make_data_count},
    {"parameters", WASM_PARAMS_MAX, make_params},
    {"results", WASM_RESULTS_MAX, make_results},
    {"name", WASM_NAME_BYTES_MAX, make_name},
    {"body", WASM_BODY_BYTES_MAX, make_body_bytes},
    {"nesting", WASM_NESTING_MAX, make_nesting},
    {"locals", WASM_LOCALS_MAX, make_locals},
    {"constant stack", WASM_CONSTANT_STACK_MAX, make_constant_stack},
    {"edits", WASM_EDITS_MAX, make_edits},
    {"image", WASM_IMAGE_BYTES_MAX, make_image},
    {"module", WASM_MODULE_BYTES_MAX - sizeof preamble, make_module},
};

static void test_caps(void **state)
{
    unsigned n_wrong = 0;
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        for (uint32_t above = 0; above < 2; above++) {
            struct buf module = MODULE_INIT;
            put(&module, preamble, sizeof preamble);
            rows[i].make(&module, rows[i].cap + above);
            tr_rc rc = prepared(&module);
            if (rc != (above ? TR_E_LIMIT : TR_OK)) {
                print_error("%s + %u: %s\n", rows[i].name, above, tr_code_name(rc));
                n_wrong++;
            }
            buf_done(&module);
        }
    }
    assert_int_equal(n_wrong, 0);
}

static long peak_kib(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* Runs first: the peak never falls again. The bound leaves room for a sanitizer's own books. */
static void test_sparse_image_is_not_backed(void **state)
{
    (void)state;
    struct buf module = MODULE_INIT;
    put(&module, preamble, sizeof preamble);
    make_image(&module, WASM_IMAGE_BYTES_MAX);
    long before = peak_kib();
    struct wasm_prepared p = {0};
    assert_int_equal(wasm_prepare(buf_slice(&module), &p, NULL), TR_OK);
    assert_int_equal(p.image.len, WASM_IMAGE_BYTES_MAX);
    assert_int_equal(p.image.ptr[p.image.len - 1], 'a');
    assert_true(peak_kib() - before < 256 * 1024);
    wasm_prepared_done(&p);
    buf_done(&module);
}

static void test_zeros_make_no_image(void **state)
{
    (void)state;
    struct buf module = MODULE_INIT;
    put(&module, preamble, sizeof preamble);
    put(&module, "\5\5\1\0\x80\x80\4", 7);
    /* at the last bytes of 4 GiB: zeros */
    put(&module, "\x0b\x0a\1\0\x41\x7c\x0b\4\0\0\0\0", 12);
    struct wasm_prepared p = {0};
    assert_int_equal(wasm_prepare(buf_slice(&module), &p, NULL), TR_OK);
    assert_int_equal(p.image.len, 0);
    wasm_prepared_done(&p);
    buf_done(&module);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sparse_image_is_not_backed),
        cmocka_unit_test(test_zeros_make_no_image),
        cmocka_unit_test(test_caps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
