/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operating system as far as the lower layers need it: clocks, chance, whole files, directories
 * of ours. The only file below src/handler that opens files or reads clocks.
 */
#ifndef BASE_OS_H
#define BASE_OS_H

#include "base/buf.h"
#include "base/err.h"

uint64_t os_monotonic_ns(void);
uint64_t os_realtime_ns(void);
tr_rc os_random(void *out, size_t len, struct tr_err *err) TR_MUST_USE;

/* A whole regular file (or "-", standard input), refused past out->max with TR_E_LIMIT. */
tr_rc os_read_file(const char *path, struct buf *out, struct tr_err *err) TR_MUST_USE;

/* A directory of ours: made with its parents if absent (mode 0700); TR_E_DENIED unless it is a real
 * directory (no link), owned by this user and closed to others. Returns a descriptor in *out_fd. */
tr_rc os_open_private_dir(const char *path, int *out_fd, struct tr_err *err) TR_MUST_USE;
/* A file in such a directory: regular, owned by this user, not writable by others, no link
 * followed. TR_E_NOT_FOUND when absent, TR_E_CORRUPT when any check fails. */
tr_rc os_open_private_file(int dir_fd, const char *name, int *out_fd, uint64_t *out_size,
                           struct tr_err *err) TR_MUST_USE;
/* Writes `parts` one after the other under a temporary name (mode 0600) and renames: readers see
 * the old file or the whole new one. */
tr_rc os_write_private_file(int dir_fd, const char *name, const struct slice *parts, size_t n_parts,
                            struct tr_err *err) TR_MUST_USE;
/* "$XDG_CACHE_HOME/troupe" or "$HOME/.cache/troupe", or $TROUPE_CACHE; TR_E_USAGE when none is set.
 */
tr_rc os_cache_path(const char *leaf, struct buf *out, struct tr_err *err) TR_MUST_USE;
void os_close(int *fd); /* for TR_CLEANUP: closes when >= 0 */

#endif
