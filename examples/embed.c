/* SPDX-License-Identifier: Apache-2.0 */
/* Runs JavaScript with an input and limits: cc embed.c $(pkg-config --cflags --libs troupe) */
#include <stdio.h>
#include <string.h>
#include <troupe/troupe.h>

int main(void)
{
    static const char source[] = "export default ({ words }) => words.map(w => w.length)";
    tr_runtime *runtime = NULL;
    tr_program *program = NULL;
    tr_result *result = NULL;
    struct tr_err err;
    struct tr_run_options options = {
        .struct_size = sizeof options,
        .input_json = "{\"words\": [\"to\", \"be\", \"or\", \"not\"]}",
        .limits = {.time_ns = 200000000, .memory_bytes = 16 << 20},
    };
    if (tr_runtime_new(NULL, &runtime, &err) != TR_OK ||
        tr_program_new(runtime, TR_JAVASCRIPT_MODULE, "lengths.mjs", source, strlen(source),
                       &program, &err) != TR_OK ||
        tr_run(program, &options, &result, &err) != TR_OK)
        fprintf(stderr, "%s\n", err.message);
    else if (tr_result_outcome(result) == TR_OUTCOME_OK)
        puts(tr_result_value(result));
    else
        fputs(tr_result_error_text(result, false), stderr);
    int failed = !result || tr_result_outcome(result) != TR_OUTCOME_OK;
    return tr_result_free(result), tr_program_free(program), tr_runtime_free(runtime), failed;
}
