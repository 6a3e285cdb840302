/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine's signal handlers across cmocka's tests (signals.h). sigaction() cannot fail for these
 * numbers; were it to, the next trap of a guest would end the test program.
 */
#include "support/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static const int numbers[] = {SIGSEGV, SIGILL, SIGFPE, SIGBUS};
#define N_NUMBERS (sizeof numbers / sizeof numbers[0])

static struct sigaction kept[N_NUMBERS];
static bool have;

void signals_keep(void)
{
    for (size_t i = 0; i < N_NUMBERS && !have; i++)
        (void)sigaction(numbers[i], NULL, &kept[i]);
    have = true;
}

void signals_take_back(void)
{
    for (size_t i = 0; i < N_NUMBERS && have; i++)
        (void)sigaction(numbers[i], &kept[i], NULL);
}
