/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of one section's content each; they leave `in` behind what they understood. */
#ifndef WASM_SECTION_H
#define WASM_SECTION_H

#include "wasm/binary.h"

typedef tr_rc wasm_section_reader(struct wasm_binary *b, struct reader *in, struct tr_err *err);

/* section.c */
wasm_section_reader wasm_read_custom;
wasm_section_reader wasm_read_types;
wasm_section_reader wasm_read_imports;
wasm_section_reader wasm_read_functions;
wasm_section_reader wasm_read_tables;
wasm_section_reader wasm_read_memories;
wasm_section_reader wasm_read_globals;
wasm_section_reader wasm_read_exports;
wasm_section_reader wasm_read_start;
/* segment.c */
wasm_section_reader wasm_read_elements;
wasm_section_reader wasm_read_data_count;
wasm_section_reader wasm_read_data;
/* code.c */
wasm_section_reader wasm_read_code;

#endif
