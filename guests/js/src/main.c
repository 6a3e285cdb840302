/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exports of the JavaScript guest (docs/formats/abi.md).
 *
 * tr_init makes the runtime, the realm and everything the prelude defines; its memory afterwards is
 * the image that every sandbox starts from. What runs per sandbox is tr_start and the turns, so
 * these touch as few pages as they can.
 */
#include "builtins.h"
#include "guest.h"
#include "heap.h"
#include "module.h"
#include "natives.h"
#include "prelude.h"
#include "random.h"
#include "timer.h"
#include "troupe.h"
#include "turn.h"
#include "wasi.h"
#include "web.h"
#include <stdlib.h>

struct guest_state guest;

/* Called by the host alone, hence no header. */
int tr_abi(void);
void *tr_alloc(uint32_t n);
void tr_free(void *block);
void tr_init(void);
void tr_start(uint64_t seed0, uint64_t seed1);
uint32_t tr_turn(uint32_t kind, uint8_t *payload, uint32_t len);
/* Constructors of the C and C++ libraries, which the linker collects. */
void __wasm_call_ctors(void);

TROUPE_EXPORT("tr_abi")
int tr_abi(void)
{
    return TROUPE_ABI;
}

/* One byte more than asked for: a source at the very end gets its NUL there. */
TROUPE_EXPORT("tr_alloc")
void *tr_alloc(uint32_t n)
{
    return n == UINT32_MAX ? NULL : malloc(n + 1);
}

TROUPE_EXPORT("tr_free")
void tr_free(void *block)
{
    free(block);
}

static bool run_prelude(JSContext *ctx)
{
    JSValue function =
        JS_ReadObject(ctx, prelude_bytecode, prelude_bytecode_len, JS_READ_OBJ_BYTECODE);
    JSValue done = JS_IsException(function) ? function : JS_EvalFunction(ctx, function);
    JS_FreeValue(ctx, done);
    return !JS_IsException(done);
}

static bool make_realm(void)
{
    guest.rt = JS_NewRuntime2(&heap_functions, NULL);
    guest.ctx = guest.rt ? JS_NewContext(guest.rt) : NULL;
    if (!guest.ctx)
        return false;
    JS_SetMaxStackSize(guest.rt, 1 << 20);
    builtins_init(guest.ctx);
    module_init(guest.rt);
    turn_init(guest.rt);
    return random_init(guest.ctx) == 0 && timer_init(guest.ctx) == 0 &&
           natives_init(guest.ctx) == 0 && web_init(guest.ctx) == 0 && run_prelude(guest.ctx);
}

/* What start-up left on the stack below this frame would only make the image larger. */
static __attribute__((noinline)) void wipe_stack(void)
{
    volatile char *frame = __builtin_frame_address(0);
    for (volatile char *p = (volatile char *)64; p < frame - 256; p++)
        *p = 0;
}

TROUPE_EXPORT("tr_init")
void tr_init(void)
{
    __wasm_call_ctors();
    guest.main = JS_UNDEFINED;
    if (!make_realm())
        __builtin_trap();
    heap_seal(guest.rt);
    wipe_stack();
}

TROUPE_EXPORT("tr_start")
void tr_start(uint64_t seed0, uint64_t seed1)
{
    guest_live = 1;
    random_start(seed0, seed1);
}

TROUPE_EXPORT("tr_turn")
uint32_t tr_turn(uint32_t kind, uint8_t *payload, uint32_t len)
{
    JS_UpdateStackTop(guest.rt);
    return turn_run(kind, slice_make(payload, len));
}
