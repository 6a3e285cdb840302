/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The import table of module "wasi_snapshot_preview1", from the one list in wasi.h: the 45
 * functions of the first snapshot and sock_accept, which was added to it later.
 */
#include "guest/wasi.h"

#define WASI_ROW(name, type) {"wasi_snapshot_preview1", #name, type, wasi_##name},
static const struct host_func funcs[] = {WASI_FUNCS(WASI_ROW)};
#undef WASI_ROW

_Static_assert(TR_ARRAY_LEN(funcs) == 46, "every function of preview 1 is there");

const struct host_table guest_wasi_table = {funcs, TR_ARRAY_LEN(funcs)};
