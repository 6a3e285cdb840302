/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Artifacts as files. The program chose their names, so a name is reduced to plain characters, is
 * never hidden, never empty, never a path, and replaces nothing but a regular file; a name used
 * twice in a run gets a number.
 */
#include "base/cbor.h"
#include "cli/show.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME_MAX 100
#define SAME_NAME_MAX 100000

tr_rc artifacts_open(struct artifacts *artifacts, const char *dir, struct tr_err *err)
{
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot make the directory %s", dir);
    artifacts->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (artifacts->dir_fd < 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot open the directory %s", dir);
    return TR_OK;
}

void artifacts_done(struct artifacts *artifacts)
{
    for (unsigned i = 0; i < artifacts->names.n; i++)
        free((char *)(uintptr_t)artifacts->names.items[i]);
    free(artifacts->names.items);
    if (artifacts->dir_fd >= 0)
        close(artifacts->dir_fd);
}

static bool is_plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c >= 0x80;
}

static void plain_name(struct slice name, char out[FILE_NAME_MAX + 1])
{
    size_t n = 0;
    for (; n < name.len && n < FILE_NAME_MAX; n++)
        out[n] = is_plain(name.ptr[n]) ? (char)name.ptr[n] : '_';
    out[n] = '\0';
    if (out[0] == '.' || out[0] == '-')
        out[0] = '_';
    if (n == 0)
        snprintf(out, FILE_NAME_MAX + 1, "artifact");
}

static bool is_taken(const struct artifacts *artifacts, const char *name)
{
    for (unsigned i = 0; i < artifacts->names.n; i++)
        if (strcmp(artifacts->names.items[i], name) == 0)
            return true;
    return false;
}

/* "chart.png", "chart-2.png", …; NULL when out of memory. */
static char *free_name(const struct artifacts *artifacts, const char *plain)
{
    const char *dot = strrchr(plain, '.');
    int stem = dot ? (int)(dot - plain) : (int)strlen(plain);
    char *name = strdup(plain);
    for (unsigned i = 2; name && is_taken(artifacts, name) && i < SAME_NAME_MAX; i++) {
        free(name);
        if (asprintf(&name, "%.*s-%u%s", stem, plain, i, dot ? dot : "") < 0)
            name = NULL;
    }
    return name;
}

static bool write_file(int dir_fd, const char *name, struct slice bytes)
{
    int fd = openat(dir_fd, name,
                    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    struct stat st;
    if (fd < 0)
        return false;
    bool written =
        fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && write_all(fd, bytes.ptr, bytes.len);
    return close(fd) == 0 && written;
}

void artifacts_write(struct artifacts *artifacts, struct slice encoded)
{
    struct cbor_reader r = cbor_reader_of(encoded);
    struct cbor_item head, mime, name, bytes;
    char plain[FILE_NAME_MAX + 1];
    if (artifacts->dir_fd < 0 || !cbor_next(&r, &head) || !cbor_next(&r, &mime) ||
        !cbor_next(&r, &name) || !cbor_next(&r, &bytes))
        return;
    plain_name(name.data, plain);
    char *chosen = free_name(artifacts, plain);
    if (!chosen || !write_file(artifacts->dir_fd, chosen, bytes.data)) {
        complain(0, "cannot write the artifact %s", chosen ? chosen : plain);
        artifacts->failed = true;
    }
    if (!chosen || !list_add(&artifacts->names, chosen))
        free(chosen);
}
