/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From how the guest stopped to the outcome of the run.
 *
 * The stop reason gives the outcome by table; what the table cannot know comes first: a trap right
 * after a refused growth is the memory limit at work (C programs and our guests abort when malloc
 * fails), and a language guest's exhausted stack is an ordinary error of its language. A guest that
 * returned is judged by its state and the code of the error it emitted.
 */
#include "base/cbor.h"
#include "turn/active.h"

static const struct {
    const char *name, *text;
} outcomes[] = {
#define OUTCOME_ROW(id, name, exit_code, text) {name, text},
    TR_OUTCOMES(OUTCOME_ROW)
#undef OUTCOME_ROW
};
_Static_assert(TR_ARRAY_LEN(outcomes) == OUTCOME_MAX, "one row for each outcome");

const char *outcome_name(enum outcome outcome)
{
    return (unsigned)outcome < OUTCOME_MAX ? outcomes[outcome].name : "unknown";
}

const char *outcome_text(enum outcome outcome)
{
    return (unsigned)outcome < OUTCOME_MAX ? outcomes[outcome].text : "unknown";
}

static const enum outcome of_stop[STOP_MAX] = {
    [STOP_NONE] = OUTCOME_OK,           [STOP_EXIT] = OUTCOME_EXIT,
    [STOP_DEADLINE] = OUTCOME_DEADLINE, [STOP_CANCELLED] = OUTCOME_CANCELLED,
    [STOP_MEMORY] = OUTCOME_MEMORY,     [STOP_OUTPUT] = OUTCOME_OUTPUT,
    [STOP_STACK] = OUTCOME_TRAP,        [STOP_UNREACHABLE] = OUTCOME_TRAP,
    [STOP_BOUNDS] = OUTCOME_TRAP,       [STOP_TABLE] = OUTCOME_TRAP,
    [STOP_SIGNATURE] = OUTCOME_TRAP,    [STOP_ARITHMETIC] = OUTCOME_TRAP,
    [STOP_PROTOCOL] = OUTCOME_TRAP,     [STOP_INTERNAL] = OUTCOME_INTERNAL,
};

/* Codes of error maps that stand for an outcome of their own, docs/formats/abi.md. */
static const struct {
    const char *code;
    enum outcome outcome;
} of_code[] = {
    {"memory", OUTCOME_MEMORY},
    {"denied", OUTCOME_DENIED},
};

static enum outcome outcome_of_error(struct slice error)
{
    struct slice code;
    if (cbor_map_get_text(error, "code", &code))
        for (size_t i = 0; i < TR_ARRAY_LEN(of_code); i++)
            if (slice_is(code, of_code[i].code))
                return of_code[i].outcome;
    return OUTCOME_ERROR;
}

static enum outcome outcome_of_return(struct run *run)
{
    if (run->state == TURN_FINISHED)
        return OUTCOME_OK;
    if (run->state == TURN_WAITING)
        return OUTCOME_ERROR; /* for something that never comes */
    if (run->result->error.len > 0)
        return outcome_of_error(buf_slice(&run->result->error));
    run->result->stop = STOP_PROTOCOL;
    return OUTCOME_TRAP;
}

static enum outcome outcome_of_stop(const struct run *run, enum stop stop)
{
    const struct run_result *result = run->result;
    enum outcome outcome = (unsigned)stop < STOP_MAX ? of_stop[stop] : OUTCOME_INTERNAL;
    if (outcome == OUTCOME_TRAP && stop != STOP_PROTOCOL && result->memory_refused)
        return OUTCOME_MEMORY;
    if (stop == STOP_STACK && !result->wasi)
        return OUTCOME_ERROR;
    if (stop == STOP_OUTPUT && result->refusal == REFUSAL_TIMERS)
        return OUTCOME_ERROR;
    if (stop == STOP_EXIT && result->exit_status == 0)
        return OUTCOME_OK;
    return outcome;
}

void run_conclude(struct run *run, enum stop stop)
{
    struct run_result *result = run->result;
    result->stop = stop;
    result->memory_refused = sandbox_memory_refused(run->sandbox);
    if (stop != STOP_NONE) {
        result->stop_info = *sandbox_stop_info(run->sandbox);
        result->exit_status = stop == STOP_EXIT ? run->guest.exit_status : 0;
        result->outcome = outcome_of_stop(run, stop);
        buf_clear(&result->error);
    } else {
        result->outcome = outcome_of_return(run);
    }
    if (result->outcome == OUTCOME_OK)
        buf_clear(&result->error);
    else
        buf_clear(&result->value);
}
