/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memcpy, memmove and memset of our guests, as plain 64-byte SIMD loops.
 *
 * The host stops a guest by taking its memory's access rights away, which works only where every
 * access is an instruction that can trap. The bulk-memory instructions are calls into the engine,
 * so no guest of ours may contain one; these functions replace the ones of the C library and must
 * not be turned back into calls of themselves (no_builtin). No `restrict` on the inner loops:
 * memmove relies on the loads of a step preceding its stores.
 */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define NOT_A_CALL __attribute__((no_builtin("memcpy", "memmove", "memset")))

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);

/* Loads a whole step before storing it, so it is right for overlaps whose source lies higher. */
NOT_A_CALL static void copy_up(uint8_t *to, const uint8_t *from, size_t n)
{
    for (; n >= 64; n -= 64, to += 64, from += 64) {
        v128_t a = wasm_v128_load(from), b = wasm_v128_load(from + 16);
        v128_t c = wasm_v128_load(from + 32), d = wasm_v128_load(from + 48);
        wasm_v128_store(to, a);
        wasm_v128_store(to + 16, b);
        wasm_v128_store(to + 32, c);
        wasm_v128_store(to + 48, d);
    }
    for (; n >= 16; n -= 16, to += 16, from += 16)
        wasm_v128_store(to, wasm_v128_load(from));
    while (n-- > 0)
        *to++ = *from++;
}

NOT_A_CALL static void copy_down(uint8_t *to, const uint8_t *from, size_t n)
{
    to += n;
    from += n;
    for (; n >= 64; n -= 64) {
        to -= 64;
        from -= 64;
        v128_t a = wasm_v128_load(from), b = wasm_v128_load(from + 16);
        v128_t c = wasm_v128_load(from + 32), d = wasm_v128_load(from + 48);
        wasm_v128_store(to + 48, d);
        wasm_v128_store(to + 32, c);
        wasm_v128_store(to + 16, b);
        wasm_v128_store(to, a);
    }
    while (n-- > 0)
        *--to = *--from;
}

NOT_A_CALL void *memcpy(void *to, const void *from, size_t n)
{
    copy_up(to, from, n);
    return to;
}

NOT_A_CALL void *memmove(void *to, const void *from, size_t n)
{
    if ((uintptr_t)to - (uintptr_t)from >= n)
        copy_up(to, from, n);
    else
        copy_down(to, from, n);
    return to;
}

NOT_A_CALL void *memset(void *to, int byte, size_t n)
{
    uint8_t *p = to;
    v128_t v = wasm_i8x16_splat((int8_t)byte);
    for (; n >= 64; n -= 64, p += 64) {
        wasm_v128_store(p, v);
        wasm_v128_store(p + 16, v);
        wasm_v128_store(p + 32, v);
        wasm_v128_store(p + 48, v);
    }
    for (; n >= 16; n -= 16, p += 16)
        wasm_v128_store(p, v);
    while (n-- > 0)
        *p++ = (uint8_t)byte;
    return to;
}
