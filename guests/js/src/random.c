/* SPDX-License-Identifier: Apache-2.0 */
/* xorshift128+, as browsers use. See random.h. */
#include "random.h"

static uint64_t state[2];

static JSValue math_random(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    uint64_t a = state[0], b = state[1];
    state[0] = b;
    a ^= a << 23;
    state[1] = a ^ b ^ (a >> 18) ^ (b >> 5);
    return JS_NewFloat64(ctx, (double)((state[1] + b) >> 11) * 0x1p-53);
}

int random_init(JSContext *ctx)
{
    JSValue global = JS_GetGlobalObject(ctx);
    JSValue math = JS_GetPropertyStr(ctx, global, "Math");
    JSValue function = JS_NewCFunction(ctx, math_random, "random", 0);
    int rc = JS_DefinePropertyValueStr(ctx, math, "random", function,
                                       JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
    JS_FreeValues(ctx, math, global);
    return rc < 0 ? -1 : 0;
}

/* splitmix64: seeds that differ in one bit give states that have nothing in common. */
static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_start(uint64_t seed0, uint64_t seed1)
{
    state[0] = mix(seed0) | 1; /* never all zero */
    state[1] = mix(seed1);
}
