/* SPDX-License-Identifier: Apache-2.0 */
/* The JavaScript guest as bytes of the library; TROUPE_JS_WASM is the path of the built file. */
    .section .rodata
    .balign 16
    .global troupe_js_wasm
    .hidden troupe_js_wasm
    .type troupe_js_wasm, @object
troupe_js_wasm:
    .incbin TROUPE_JS_WASM
troupe_js_wasm_end:
    .size troupe_js_wasm, troupe_js_wasm_end - troupe_js_wasm
    .balign 8
    .global troupe_js_wasm_bytes
    .hidden troupe_js_wasm_bytes
    .type troupe_js_wasm_bytes, @object
    .size troupe_js_wasm_bytes, 8
troupe_js_wasm_bytes:
    .quad troupe_js_wasm_end - troupe_js_wasm
    .section .note.GNU-stack, "", @progbits
