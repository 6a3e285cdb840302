/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cancel objects. Runs enter their tickets while they go on; firing stops each of them. A run that
 * enters after the firing is stopped at once, so there is no moment at which a cancel is lost.
 */
#include "api/api.h"
#include <stdlib.h>

struct tr_cancel {
    pthread_mutex_t lock;
    bool fired;
    struct cancel_entry *first;
};

tr_cancel *tr_cancel_new(void)
{
    tr_cancel *cancel = calloc(1, sizeof(*cancel));
    if (cancel)
        pthread_mutex_init(&cancel->lock, NULL);
    return cancel;
}

void tr_cancel_free(tr_cancel *cancel)
{
    if (!cancel)
        return;
    pthread_mutex_destroy(&cancel->lock);
    free(cancel);
}

void tr_cancel_fire(tr_cancel *cancel)
{
    if (!cancel)
        return;
    pthread_mutex_lock(&cancel->lock);
    cancel->fired = true;
    for (struct cancel_entry *entry = cancel->first; entry; entry = entry->next)
        engine_kill(entry->engine, entry->ticket);
    pthread_mutex_unlock(&cancel->lock);
}

void cancel_enter(tr_cancel *cancel, struct cancel_entry *entry)
{
    pthread_mutex_lock(&cancel->lock);
    entry->next = cancel->first;
    entry->at = &cancel->first;
    if (entry->next)
        entry->next->at = &entry->next;
    cancel->first = entry;
    if (cancel->fired)
        engine_kill(entry->engine, entry->ticket);
    pthread_mutex_unlock(&cancel->lock);
}

void cancel_leave(tr_cancel *cancel, struct cancel_entry *entry)
{
    pthread_mutex_lock(&cancel->lock);
    *entry->at = entry->next;
    if (entry->next)
        entry->next->at = entry->at;
    pthread_mutex_unlock(&cancel->lock);
}
