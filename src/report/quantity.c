/* SPDX-License-Identifier: Apache-2.0 */
/* Limits as rows, and numbers with units for people. */
#include "report/quantity.h"

#define OPTION_time   "--timeout"
#define OPTION_memory "--memory"
#define OPTION_stack  "--stack-limit"
#define OPTION_output "--output-limit"
#define OPTION_source "--source-limit"
#define OPTION_files  "--files-limit"
#define OPTION_timers "--timers-limit"

const struct limit_row limit_rows[LIMIT_MAX] = {
#define LIMIT_ROW(name_, unit_, standard_, greatest_, text_) \
    {.name = #name_,                                         \
     .unit = unit_,                                          \
     .text = text_,                                          \
     .option = OPTION_##name_,                               \
     .standard = standard_,                                  \
     .greatest = greatest_,                                  \
     .offset = offsetof(struct run_limits, name_),           \
     .measured = LIMIT_##name_ != LIMIT_stack && LIMIT_##name_ != LIMIT_timers},
    TR_LIMITS(LIMIT_ROW)
#undef LIMIT_ROW
};

uint64_t limit_value(const struct run_limits *limits, enum limit_index index)
{
    uint64_t value;
    memcpy(&value, (const char *)limits + limit_rows[index].offset, sizeof(value));
    return value;
}

struct scale {
    uint64_t factor;
    const char *suffix;
};

static const struct scale time_scales[] = {
    {SECOND_NS, " s"}, {MS_NS, " ms"}, {1000, " us"}, {1, " ns"}};
static const struct scale byte_scales[] = {
    {GIB, " GiB"}, {MIB, " MiB"}, {KIB, " KiB"}, {1, " bytes"}};
static const struct scale count_scales[] = {{1, ""}};

void quantity_text(uint64_t value, const char *unit, char out[QUANTITY_TEXT_MAX])
{
    const struct scale *scale = count_scales;
    if (strcmp(unit, "ns") == 0)
        scale = time_scales;
    else if (strcmp(unit, "bytes") == 0)
        scale = byte_scales;
    while (scale->factor > 1 && value < scale->factor)
        scale++;
    uint64_t whole = value / scale->factor, tenths = value % scale->factor * 10 / scale->factor;
    if (tenths > 0)
        snprintf(out, QUANTITY_TEXT_MAX, "%llu.%llu%s", (unsigned long long)whole,
                 (unsigned long long)tenths, scale->suffix);
    else
        snprintf(out, QUANTITY_TEXT_MAX, "%llu%s", (unsigned long long)whole, scale->suffix);
}
