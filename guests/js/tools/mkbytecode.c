/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Build tool, native: JavaScript on standard input becomes a C file with quickjs bytecode on
 * standard output. Source and positions are stripped: the prelude must not show in stacks, and its
 * image must hold no parser's garbage. Bytecode of a 64-bit build is good for wasm32.
 */
#include "quickjs.h"
#include <stdlib.h>

static char *read_all(FILE *in, size_t *len)
{
    size_t cap = 1 << 16;
    char *text = malloc(cap);
    *len = 0;
    while (text) {
        *len += fread(text + *len, 1, cap - 1 - *len, in);
        if (*len < cap - 1)
            break;
        cap *= 2;
        char *grown = realloc(text, cap);
        if (!grown)
            free(text);
        text = grown;
    }
    if (text)
        text[*len] = 0;
    return text;
}

static int fail(JSContext *ctx)
{
    const char *text = ctx ? JS_ToCString(ctx, JS_GetException(ctx)) : NULL;
    fprintf(stderr, "mkbytecode: %s\n", text ? text : "out of memory");
    return 1;
}

int main(void)
{
    size_t len, bytecode_len;
    char *source = read_all(stdin, &len);
    JSRuntime *rt = JS_NewRuntime();
    JSContext *ctx = rt && source ? JS_NewContext(rt) : NULL;
    if (!ctx)
        return fail(NULL);
    JSValue function =
        JS_Eval(ctx, source, len, "<prelude>", JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(function))
        return fail(ctx);
    uint8_t *bytecode = JS_WriteObject(ctx, &bytecode_len, function,
                                       JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE |
                                           JS_WRITE_OBJ_STRIP_DEBUG);
    if (!bytecode)
        return fail(ctx);
    printf("#include \"prelude.h\"\nconst uint8_t prelude_bytecode[] = {");
    for (size_t i = 0; i < bytecode_len; i++)
        printf("%s%u,", i % 24 ? "" : "\n", bytecode[i]);
    printf("\n};\nconst size_t prelude_bytecode_len = sizeof(prelude_bytecode);\n");
    return 0;
}
