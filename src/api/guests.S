/* SPDX-License-Identifier: Apache-2.0 */
/* The JavaScript guest as bytes of the library; TROUPE_JS_WASM is the path of the built
 * file, TROUPE_JS_HASH its SHA-256 as a list of bytes. */
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
    .global troupe_js_wasm_hash
    .hidden troupe_js_wasm_hash
    .type troupe_js_wasm_hash, @object
    .size troupe_js_wasm_hash, 32
troupe_js_wasm_hash:
    .byte TROUPE_JS_HASH
    .section .note.GNU-stack, "", @progbits
