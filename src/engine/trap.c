/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wasmtime reports through two channels, an error object (the call could not be made) and a trap
 * (the guest was stopped). Both carry text made for people, several lines long; what is kept of it
 * is one line that fits an error of ours. Nobody parses it.
 */
#include "engine/trap.h"

static void one_line(const wasm_byte_vec_t *text, char *out, size_t size)
{
    size_t n = 0;
    bool space = false;
    for (size_t i = 0; i < text->size && text->data[i] && n + 1 < size; i++) {
        char c = text->data[i];
        if (c == '\n' || c == ' ' || c == '\t') {
            space = n > 0;
            continue;
        }
        if (space && n + 2 < size)
            out[n++] = ' ';
        space = false;
        out[n++] = c;
    }
    out[n] = 0;
}

void engine_text(const wasmtime_error_t *error, const wasm_trap_t *trap, char *out, size_t size)
{
    wasm_byte_vec_t text = {0};
    if (error)
        wasmtime_error_message(error, &text);
    else if (trap)
        wasm_trap_message(trap, &text);
    one_line(&text, out, size);
    if (text.data)
        wasm_byte_vec_delete(&text);
}

tr_rc fail_engine(struct tr_err *err, tr_rc code, const char *what, wasmtime_error_t *error)
{
    char text[200];
    engine_text(error, NULL, text, sizeof text);
    wasmtime_error_delete(error);
    return tr_fail(err, code, "%s: %s", what, text);
}
