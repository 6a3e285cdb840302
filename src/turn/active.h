/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/turn: a run while it goes on, and the steps its files share. */
#ifndef TURN_ACTIVE_H
#define TURN_ACTIVE_H

#include "turn/logs.h"
#include "turn/pending.h"
#include "turn/run.h"

struct run {
    const struct run_options *options;
    struct run_result *result;
    struct sandbox *sandbox;
    struct guest guest;
    struct pending pending;
    struct logs logs;
    uint64_t begin_ns, deadline_ns; /* monotonic */
    /* With a fixed clock the run has a time of its own, which only waiting moves, so that the order
     * of timers does not depend on how fast the machine is. */
    uint64_t waited_ns;
    uint64_t state; /* enum turn_state, as the guest gave it */
    uint64_t seed[2];
};

/* What tr_turn takes and gives, docs/formats/abi.md. */
enum turn_kind { TURN_START = 1, TURN_REPLY = 2 };
enum turn_state { TURN_FINISHED, TURN_WAITING, TURN_FAILED };

/* Now, on the clock that timers of this run go by. */
uint64_t run_clock_ns(const struct run *run);

/* port.c: what the guest border calls. */
void run_port_init(struct run *run);

/* start.c: checks the caller's lists and appends the payload of the START turn. */
tr_rc start_check(const struct run_options *options, struct tr_err *err) TR_MUST_USE;
uint64_t start_source_bytes(const struct run_options *options);
void start_payload(const struct run_options *options, struct buf *out);

/* turns.c: runs the program to its end, or (`park` set) to the first moment it waits for a timer
 * that is not due. STOP_NONE with *waiting says that it waits. */
enum stop turns_start(struct run *run);
enum stop turns_go_on(struct run *run, bool park, bool *waiting);

/* outcome.c: fills outcome, stop, stop_info and the like from how the guest stopped. */
void run_conclude(struct run *run, enum stop stop);

/* run.c: shared with park.c. After run_prepare, whatever it returned, one of run_finish and
 * run_abandon has to follow. */
tr_rc run_prepare(struct run *run, const struct run_options *options, struct run_result *result,
                  struct tr_err *err) TR_MUST_USE;
struct sandbox_options run_sandbox_options(struct run *run);
void run_opened(struct run *run); /* tells the caller the ticket */
void run_finish(struct run *run); /* hands over what was collected and closes everything */
void run_abandon(struct run *run);

#endif
