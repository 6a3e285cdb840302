/* SPDX-License-Identifier: Apache-2.0 */
/* All handlers. Help, docs and the check of operation names come from this table. */
#include "handler/handler_priv.h"

const struct handler *const handler_table[] = {
    &handler_fs,
    &handler_module,
    &handler_stdin,
};

const unsigned handler_table_len = TR_ARRAY_LEN(handler_table);
