/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs/errors.md against the code: its tables between "<!-- table: NAME -->" and "<!-- end -->"
 * must be exactly what the tables of the code give. `test_docs --print` prints them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/os.h"
#include "report/codes.h"
#include "report/quantity.h"

static void put_outcomes(struct buf *out)
{
    buf_append_str(out, "| outcome | exit code | meaning |\n| --- | --- | --- |\n");
#define OUTCOME_LINE(id, name, exit_code, text)                             \
    if (OUTCOME_##id == OUTCOME_EXIT)                                       \
        buf_printf(out, "| `%s` | the program's own | %s |\n", name, text); \
    else                                                                    \
        buf_printf(out, "| `%s` | %d | %s |\n", name, exit_code, text);
    TR_OUTCOMES(OUTCOME_LINE)
}

static void put_codes(struct buf *out)
{
    buf_append_str(out, "| code | class | meaning |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < n_report_codes; i++)
        buf_printf(out, "| `%s` | `%s` | %s |\n", report_codes[i].code, report_codes[i].class_name,
                   report_codes[i].text);
}

static void put_limits(struct buf *out)
{
    buf_append_str(out, "| limit | option | default | greatest | bounds |\n"
                        "| --- | --- | --- | --- | --- |\n");
    for (unsigned i = 0; i < LIMIT_MAX; i++) {
        char standard[QUANTITY_TEXT_MAX], greatest[QUANTITY_TEXT_MAX];
        quantity_text(limit_rows[i].standard, limit_rows[i].unit, standard);
        quantity_text(limit_rows[i].greatest, limit_rows[i].unit, greatest);
        buf_printf(out, "| `%s` | `%s` | %s | %s | %s |\n", limit_rows[i].name,
                   limit_rows[i].option, standard, greatest, limit_rows[i].text);
    }
}

static void put_api_codes(struct buf *out)
{
    buf_append_str(out, "| code | name | meaning |\n| --- | --- | --- |\n");
#define API_LINE(code, name, text) \
    buf_append_str(out, "| `TR_E_" #code "` | `" name "` | " text " |\n");
    TR_CODES(API_LINE)
}

static const struct {
    const char *name;
    void (*put)(struct buf *out);
} tables[] = {
    {"outcomes", put_outcomes},
    {"codes", put_codes},
    {"limits", put_limits},
    {"api", put_api_codes},
};

static void test_tables(void **state)
{
    struct buf doc = BUF_INIT(1 << 20);
    struct tr_err err;
    (void)state;
    if (os_read_file("docs/errors.md", &doc, &err) != TR_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < TR_ARRAY_LEN(tables); i++) {
        struct buf wanted = BUF_INIT(1 << 16);
        buf_printf(&wanted, "<!-- table: %s -->\n", tables[i].name);
        tables[i].put(&wanted);
        buf_append_str(&wanted, "<!-- end -->\n");
        if (!strstr(buf_str(&doc), buf_str(&wanted)))
            fail_msg("docs/errors.md should hold:\n%s", buf_str(&wanted));
        buf_done(&wanted);
    }
    buf_done(&doc);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables)};
    if (argc < 2 || strcmp(argv[1], "--print") != 0)
        return cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t i = 0; i < TR_ARRAY_LEN(tables); i++) {
        struct buf text = BUF_INIT(1 << 16);
        tables[i].put(&text);
        printf("<!-- table: %s -->\n%s<!-- end -->\n\n", tables[i].name, buf_str(&text));
        buf_done(&text);
    }
    return 0;
}
