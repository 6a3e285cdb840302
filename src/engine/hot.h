/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: which dirty pages are copied back and which are dropped. */
#ifndef ENGINE_HOT_H
#define ENGINE_HOT_H

#include "engine/slot.h"

struct hot_counts {
    uint32_t copied, dropped;
};

/* Brings the dirty pages of `run` back to the image's content. */
void hot_restore(struct slot *slot, struct dirty_run run, struct hot_counts *counts);

#endif
