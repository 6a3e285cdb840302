/* SPDX-License-Identifier: Apache-2.0 */
/* What the handlers share: the descriptors for the table, errors of the file system, host openat2.
 */
#ifndef HANDLER_PRIV_H
#define HANDLER_PRIV_H

#include "handler/handler.h"

extern const struct handler handler_fs;     /* fs.c */
extern const struct handler handler_module; /* module.c */
extern const struct handler handler_stdin;  /* stdin.c */

#define HANDLER_SLICE_BYTES (1 * MIB) /* work between two looks at the deadline */

/* An error map of a failed file operation: "ENOENT: no such file or directory, read '/x'". */
bool handler_fail_errno(struct buf *reply, enum wasi_errno error, const char *verb,
                        struct slice path);
/* An error map for arguments of the wrong shape. */
bool handler_fail_args(struct buf *reply, const char *operation, const char *expected);

/* host_open.c: opens below `dir_fd` and follows no link of any kind unless `links` says that links
 * within the directory may be followed. The descriptor, or -1 with errno set. */
enum host_links { HOST_LINKS_NONE, HOST_LINKS_BENEATH };
int host_open(int dir_fd, const char *path, int flags, unsigned mode, enum host_links links);
enum wasi_errno host_errno(int sys_errno);

/* fs_overlay.c: puts memory over `lower`, which it owns from here, also on failure. */
tr_rc fs_overlay_port(const struct fs_port *lower, struct account *account, struct fs_port *out,
                      struct tr_err *err) TR_MUST_USE;

#endif
