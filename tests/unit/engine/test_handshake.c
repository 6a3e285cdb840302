/* SPDX-License-Identifier: Apache-2.0 */
/* The word between a slot's owner and its killers: every transition, and a race of both. */
#include "engine/handshake.h"

#include "fixture.h"

#include <pthread.h>

static uint64_t generation(struct handshake *h)
{
    return word_generation(atomic_load(&h->word));
}

static void opens_and_closes(void **state)
{
    (void)state;
    struct handshake h = {0};
    handshake_open(&h, 7);
    assert_int_equal(generation(&h), 1);
    assert_true(handshake_move(&h, SLOT_HOST, SLOT_GUEST));
    assert_false(handshake_move(&h, SLOT_HOST, SLOT_GUEST));
    assert_true(handshake_move(&h, SLOT_GUEST, SLOT_HOST));
    assert_false(handshake_close(&h));
    assert_true(atomic_load(&h.deadline_ns) == UINT64_MAX);
    handshake_open(&h, 7);
    assert_int_equal(generation(&h), 2);
}

static void kills_a_guest_in_two_steps(void **state)
{
    (void)state;
    struct handshake h = {0};
    handshake_open(&h, UINT64_MAX);
    assert_true(handshake_move(&h, SLOT_HOST, SLOT_GUEST));
    assert_int_equal(handshake_kill_begin(&h, 1, STOP_DEADLINE, true), KILL_PROTECT);
    assert_false(handshake_move(&h, SLOT_GUEST, SLOT_HOST));
    assert_int_equal(handshake_kill_begin(&h, 1, STOP_CANCELLED, true), KILL_MISSED);
    handshake_kill_end(&h);
    assert_int_equal(handshake_killed(&h), STOP_DEADLINE);
    assert_true(handshake_close(&h));
}

static void kills_the_host_side_in_one(void **state)
{
    (void)state;
    struct handshake h = {0};
    handshake_open(&h, UINT64_MAX);
    assert_int_equal(handshake_kill_begin(&h, 1, STOP_CANCELLED, true), KILL_DONE);
    assert_false(handshake_move(&h, SLOT_HOST, SLOT_GUEST));
    assert_int_equal(handshake_killed(&h), STOP_CANCELLED);
    assert_true(handshake_close(&h));
}

static void never_hits_another_tenant(void **state)
{
    (void)state;
    struct handshake h = {0};
    handshake_open(&h, UINT64_MAX);
    assert_false(handshake_close(&h));
    assert_int_equal(handshake_kill_begin(&h, 1, STOP_DEADLINE, true), KILL_MISSED);
    handshake_open(&h, UINT64_MAX);
    assert_int_equal(handshake_kill_begin(&h, 1, STOP_DEADLINE, true), KILL_MISSED);
    assert_int_equal(handshake_kill_begin(&h, 3, STOP_DEADLINE, true), KILL_MISSED);
    assert_int_equal(handshake_killed(&h), STOP_NONE);
}

static void a_self_kill_keeps_the_first_reason(void **state)
{
    (void)state;
    struct handshake h = {0};
    handshake_open(&h, UINT64_MAX);
    handshake_kill_self(&h, STOP_EXIT);
    handshake_kill_self(&h, STOP_MEMORY);
    assert_int_equal(handshake_killed(&h), STOP_EXIT);
}

static void sleeping_ends_at_the_deadline(void **state)
{
    (void)state;
    struct handshake h = {0};
    uint64_t start_ns = os_monotonic_ns();
    handshake_open(&h, start_ns + 5 * MS_NS);
    handshake_sleep(&h, start_ns + 10 * SECOND_NS);
    assert_true(os_monotonic_ns() - start_ns >= 5 * MS_NS);
    assert_true(os_monotonic_ns() - start_ns < 5 * SECOND_NS);
}

struct race {
    struct handshake h;
    _Atomic bool over;
    _Atomic uint64_t protects, hits_in_idle;
};

/* A killer that means whatever generation it saw a moment ago. */
static void *race_killer(void *arg)
{
    struct race *race = arg;
    while (!atomic_load(&race->over)) {
        uint64_t word = atomic_load(&race->h.word);
        if (handshake_kill_begin(&race->h, word_generation(word), STOP_DEADLINE, true) ==
            KILL_PROTECT) {
            if (word_state(atomic_load(&race->h.word)) != SLOT_KILLING)
                atomic_fetch_add(&race->hits_in_idle, 1);
            atomic_fetch_add(&race->protects, 1);
            handshake_kill_end(&race->h);
        }
    }
    return NULL;
}

static void owner_and_killer_race(void **state)
{
    (void)state;
    struct race race = {0};
    pthread_t killer;
    pthread_create(&killer, NULL, race_killer, &race);
    for (int i = 0; i < 200000; i++) {
        handshake_open(&race.h, UINT64_MAX);
        if (handshake_move(&race.h, SLOT_HOST, SLOT_GUEST) &&
            !handshake_move(&race.h, SLOT_GUEST, SLOT_HOST))
            assert_int_equal(handshake_killed(&race.h), STOP_DEADLINE);
        (void)handshake_close(&race.h);
        assert_int_equal(word_state(atomic_load(&race.h.word)), SLOT_IDLE);
    }
    atomic_store(&race.over, true);
    pthread_join(killer, NULL);
    assert_int_equal(race.hits_in_idle, 0);
    assert_int_equal(generation(&race.h), 200000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_and_closes),
        cmocka_unit_test(kills_a_guest_in_two_steps),
        cmocka_unit_test(kills_the_host_side_in_one),
        cmocka_unit_test(never_hits_another_tenant),
        cmocka_unit_test(a_self_kill_keeps_the_first_reason),
        cmocka_unit_test(sleeping_ends_at_the_deadline),
        cmocka_unit_test(owner_and_killer_race),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
