/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: keeps the module cache within bounds. */
#ifndef ENGINE_EVICT_H
#define ENGINE_EVICT_H

#include <stdint.h>

/* Removes the files of a directory that were used longest ago until at most `bytes_max` are left.
 * Best effort: a file that cannot be looked at or removed is left. */
void evict_oldest(int dir_fd, uint64_t bytes_max);

#endif
