/* SPDX-License-Identifier: Apache-2.0 */
/* See wasi.c. */
#ifndef GUEST_WASI_H
#define GUEST_WASI_H

/* Set by tr_start: clock and chance may be asked from then on. */
extern int guest_live;

#endif
