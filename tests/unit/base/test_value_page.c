/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recomputes docs/formats/value.md. Of each row under "Examples": the bytes pass the check, writing
 * their items again gives the same bytes, and the JSON is what the page says, both ways where it
 * says "=". Of each row under "Refused": the check fails with the reason that the page gives.
 */
#include "test.h"

#include "base/json.h"
#include "base/os.h"
#include "rewrite.h"

#define PAGE  "docs/formats/value.md"
#define CELLS 3

struct cell {
    struct slice code; /* between backticks */
    bool equals;       /* "=" stands before it */
};

/* Cuts "| a | b |" into cells, minding bars in code. False for a line that is no row. */
static bool cut_row(struct slice line, struct slice *cells, size_t n)
{
    size_t start = 1, count = 0;
    bool in_code = false;
    if (line.len == 0 || line.ptr[0] != '|')
        return false;
    for (size_t i = 1; i < line.len && count < n; i++) {
        if (line.ptr[i] == '`')
            in_code = !in_code;
        if (line.ptr[i] != '|' || in_code)
            continue;
        cells[count++] = slice_make(line.ptr + start, i - start);
        start = i + 1;
    }
    return count == n;
}

static struct cell cell_of(struct slice text)
{
    struct cell cell = {0};
    const uint8_t *open = text.len ? memchr(text.ptr, '`', text.len) : NULL;
    if (!open)
        return cell;
    cell.equals = memchr(text.ptr, '=', (size_t)(open - text.ptr)) != NULL;
    const struct slice rest = slice_from(text, (size_t)(open - text.ptr) + 1);
    const uint8_t *close = memchr(rest.ptr, '`', rest.len);
    if (close)
        cell.code = slice_make(rest.ptr, (size_t)(close - rest.ptr));
    return cell;
}

static struct slice trimmed(struct slice s)
{
    while (s.len && s.ptr[0] == ' ')
        s = slice_from(s, 1);
    while (s.len && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

static struct buf bytes_of(struct slice hex)
{
    struct buf text = BUF_INIT(10000);
    assert_true(buf_append_slice(&text, hex));
    struct buf bytes = test_unhex(buf_str(&text));
    buf_done(&text);
    return bytes;
}

static void expect_same(struct slice got, struct slice expected, struct slice row)
{
    if (!slice_eq(got, expected))
        fail_msg("%.*s\n  got %.*s", (int)row.len, (const char *)row.ptr, (int)got.len,
                 (const char *)got.ptr);
}

static void check_example(struct slice row)
{
    struct slice cells[CELLS];
    assert_true(cut_row(row, cells, CELLS));
    const struct cell hex = cell_of(cells[1]), json = cell_of(cells[2]);
    struct buf value = bytes_of(hex.code), out = BUF_INIT(10000);
    struct tr_err err;
    if (cbor_check(buf_slice(&value), CBOR_ORDER_ANY, &err) != TR_OK)
        fail_msg("%.*s\n  %s", (int)row.len, (const char *)row.ptr, err.message);
    test_rewrite(buf_slice(&value), &out);
    expect_same(buf_slice(&out), buf_slice(&value), row);
    buf_clear(&out);
    assert_int_equal(cbor_to_json(buf_slice(&value), NULL, &out, &err), TR_OK);
    expect_same(buf_slice(&out), json.code, row);
    if (json.equals) {
        buf_clear(&out);
        assert_int_equal(json_to_cbor(json.code, &out, &err), TR_OK);
        expect_same(buf_slice(&out), buf_slice(&value), row);
    }
    buf_done(&value);
    buf_done(&out);
}

static void check_refused(struct slice row)
{
    struct slice cells[2];
    struct buf reason = BUF_INIT(200);
    struct tr_err err;
    assert_true(cut_row(row, cells, 2));
    struct buf value = bytes_of(cell_of(cells[0]).code);
    assert_int_equal(cbor_check(buf_slice(&value), CBOR_ORDER_ANY, &err), TR_E_INVALID);
    assert_true(buf_append_slice(&reason, trimmed(cells[1])));
    if (!strstr(err.message, buf_str(&reason)))
        fail_msg("%.*s\n  %s", (int)row.len, (const char *)row.ptr, err.message);
    buf_done(&value);
    buf_done(&reason);
}

/* Calls `check` for each row of the table under `heading` and returns their number. */
static size_t each_row(struct slice page, const char *heading, void (*check)(struct slice row))
{
    bool inside = false;
    size_t n_lines = 0;
    while (page.len > 0) {
        const uint8_t *end = memchr(page.ptr, '\n', page.len);
        const size_t len = end ? (size_t)(end - page.ptr) : page.len;
        const struct slice line = slice_make(page.ptr, len);
        if (len >= 3 && memcmp(line.ptr, "## ", 3) == 0)
            inside = slice_is(slice_from(line, 3), heading);
        else if (inside && len > 0 && line.ptr[0] == '|' && ++n_lines > 2) /* head and rule */
            check(line);
        page = slice_from(page, len + 1);
    }
    return n_lines > 2 ? n_lines - 2 : 0;
}

static struct buf page;

static int read_page(void **state)
{
    (void)state;
    struct tr_err err;
    buf_init(&page, TEST_BYTES_MAX, NULL);
    return os_read_file(PAGE, &page, &err) == TR_OK ? 0 : -1;
}

static int free_page(void **state)
{
    (void)state;
    buf_done(&page);
    return 0;
}

static void test_examples(void **state)
{
    (void)state;
    assert_true(each_row(buf_slice(&page), "Examples", check_example) >= 30);
}

static void test_refused(void **state)
{
    (void)state;
    assert_true(each_row(buf_slice(&page), "Refused", check_refused) >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, read_page, free_page);
}
