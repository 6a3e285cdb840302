/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codes and its look-up; docs/errors.md shows the same rows and a test compares. */
#include "report/codes.h"

#include "base/err.h"

const struct report_code report_codes[] = {
#define CODE_ROW(code, class_name, text, hint) {code, class_name, text, hint},
    REPORT_CODES(CODE_ROW)
#undef CODE_ROW
};
const size_t n_report_codes = TR_ARRAY_LEN(report_codes);

const struct report_code *report_code_find(struct slice code)
{
    for (size_t i = 0; i < n_report_codes; i++)
        if (slice_is(code, report_codes[i].code))
            return &report_codes[i];
    return NULL;
}
