/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handler "module": the source files that a program imports by relative paths. They are read from
 * the program's own directory, never through the virtual files, and only when imports are granted:
 * what a program can write must not become what it imports, and imports must not need a mount.
 *
 * Links are followed as long as they stay in the directory. Only regular files with the endings
 * below are read, and all source together counts against the source limit.
 */
#include "base/cbor.h"
#include "base/os.h"
#include "base/utf8.h"
#include "handler/handler_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const endings[] = {".js", ".mjs", ".json", ".ts"};

static bool has_ending(struct slice path)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(endings); i++) {
        size_t len = strlen(endings[i]);
        if (path.len > len && memcmp(path.ptr + path.len - len, endings[i], len) == 0)
            return true;
    }
    return false;
}

/* The path without "." and "..", so that a file has one name however it is reached. WASI_EXDEV when
 * it would leave the directory. */
static enum wasi_errno normalise(struct slice path, struct buf *out)
{
    if (path.len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    if (path.len == 0 || path.ptr[0] == '/')
        return path.len == 0 ? WASI_ENOENT : WASI_EXDEV;
    for (size_t i = 0; i < path.len;) {
        size_t end = i;
        while (end < path.len && path.ptr[end] != '/')
            end++;
        struct slice part = slice_make(path.ptr + i, end - i);
        i = end + 1;
        if (part.len == 0 || slice_is(part, "."))
            continue;
        if (slice_is(part, "..")) {
            if (out->len == 0)
                return WASI_EXDEV;
            while (out->len > 0 && out->ptr[--out->len] != '/')
                ;
            continue;
        }
        if (out->len > 0)
            buf_append_byte(out, '/');
        buf_append_slice(out, part);
    }
    return out->failed ? WASI_ENAMETOOLONG : WASI_SUCCESS;
}

#define SHOWN_MAX 100

/* Reads a regular file of at most out->max bytes; WASI_EFBIG when it has more. */
static enum wasi_errno read_source(int dir_fd, const char *path, struct buf *out)
{
    struct stat st;
    int fd TR_CLEANUP(os_close) =
        host_open(dir_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0, HOST_LINKS_BENEATH);
    if (fd < 0 || fstat(fd, &st) != 0)
        return host_errno(errno);
    if (!S_ISREG(st.st_mode))
        return S_ISDIR(st.st_mode) ? WASI_EISDIR : WASI_EACCES;
    for (;;) {
        uint8_t chunk[16 * 1024];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0)
            return host_errno(errno);
        if (n == 0)
            return WASI_SUCCESS;
        if (!buf_append(out, chunk, (size_t)n))
            return WASI_EFBIG;
    }
}

/* How much of a path a message repeats: whole characters. */
static int shown(struct slice path)
{
    size_t len = path.len < SHOWN_MAX ? path.len : SHOWN_MAX;
    return (int)utf8_valid_prefix(slice_make(path.ptr, len));
}

static bool fail_denied(struct buf *reply, struct slice path)
{
    struct handler_error error = {
        .name = "Error", .code = "denied", .grant = "--allow imports", .path = path};
    return handler_fail(reply, &error,
                        "importing '%.*s' is not granted: it is a file of the program's directory",
                        shown(path), (const char *)path.ptr);
}

static bool fail_outside(struct buf *reply, struct slice path)
{
    struct handler_error error = {.name = "Error", .code = "denied", .path = path};
    return handler_fail(reply, &error, "the import '%.*s' leads out of the program's directory",
                        shown(path), (const char *)path.ptr);
}

static bool fail_limit(struct buf *reply, struct slice path)
{
    struct handler_error error = {.name = "RangeError", .code = "limit", .path = path};
    return handler_fail(reply, &error, "the source limit is reached");
}

static bool module_load(struct handler_context *ctx, struct slice args, struct buf *reply,
                        enum stop *stop)
{
    struct slice path;
    (void)stop;
    if (!cbor_map_get_text(args, "path", &path) || (path.len > 0 && memchr(path.ptr, 0, path.len)))
        return handler_fail_args(reply, "module.load", "{path: text}");
    if (ctx->program_dir_fd < 0)
        return fail_denied(reply, path);
    struct buf name TR_CLEANUP(buf_done) = BUF_INIT(VFS_PATH_MAX + 1);
    struct buf source TR_CLEANUP(buf_done);
    buf_init(&source, (size_t)ctx->source_left, &ctx->guest->account);
    enum wasi_errno error = normalise(path, &name);
    if (error == WASI_SUCCESS && !has_ending(buf_slice(&name)))
        error = WASI_EACCES;
    const char *text = error == WASI_SUCCESS ? buf_str(&name) : NULL;
    if (text)
        error = read_source(ctx->program_dir_fd, text, &source);
    if (error == WASI_EFBIG)
        return fail_limit(reply, path);
    if (error == WASI_EXDEV)
        return fail_outside(reply, path);
    if (error == WASI_SUCCESS && !utf8_valid(buf_slice(&source)))
        error = WASI_EILSEQ;
    if (error != WASI_SUCCESS)
        return handler_fail_errno(reply, error, "import", path);
    ctx->source_left -= source.len;
    cbor_put_map(reply, 2);
    cbor_put_str(reply, "name");
    cbor_put_text(reply, buf_slice(&name));
    cbor_put_str(reply, "source");
    cbor_put_text(reply, buf_slice(&source));
    return true;
}

static const struct operation operations[] = {
    {
        .name = "module.load",
        .args = "{path text} -> {name text, source text}",
        .text = "Reads a source file beneath the program's directory.",
        .run = module_load,
    },
};

const struct handler handler_module = {
    .name = "module",
    .grant = "--allow imports",
    .operations = operations,
    .n_operations = TR_ARRAY_LEN(operations),
};
