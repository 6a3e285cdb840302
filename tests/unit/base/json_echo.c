/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one JSON text a line from standard input and writes each back, one a line, after the way
 * through CBOR; "error" for a text that is refused. For json_peer.py. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

#define LINE_BYTES_MAX (16 * 1024 * 1024)

static void echo(struct slice text)
{
    struct buf value = BUF_INIT(LINE_BYTES_MAX), json = BUF_INIT(LINE_BYTES_MAX);
    if (json_to_cbor(text, &value, NULL) == TR_OK &&
        cbor_check(buf_slice(&value), CBOR_ORDER_ANY, NULL) == TR_OK &&
        cbor_to_json(buf_slice(&value), NULL, &json, NULL) == TR_OK)
        (void)printf("%s\n", buf_str(&json));
    else
        (void)printf("error\n");
    buf_done(&value);
    buf_done(&json);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    for (ssize_t len; (len = getline(&line, &size, stdin)) > 0;)
        echo(slice_make(line, (size_t)len - (line[len - 1] == '\n')));
    free(line);
    return fflush(stdout) == 0 ? 0 : 1;
}
