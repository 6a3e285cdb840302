/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eviction from the module cache: every distinct foreign module leaves two files, so without a
 * bound whoever submits programs fills the disk. Loading an entry renews its time; the oldest go
 * first. A reader that has an entry open keeps it, one that finds half an entry takes it for a
 * miss.
 */
#include "engine/evict.h"

#include "base/os.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 65536
#define NAME_SIZE 96

struct file {
    char name[NAME_SIZE];
    uint64_t bytes;
    struct timespec used;
};

static int by_age(const void *left, const void *right)
{
    const struct timespec *a = &((const struct file *)left)->used;
    const struct timespec *b = &((const struct file *)right)->used;
    if (a->tv_sec != b->tv_sec)
        return a->tv_sec < b->tv_sec ? -1 : 1;
    return (a->tv_nsec > b->tv_nsec) - (a->tv_nsec < b->tv_nsec);
}

static bool look(int dir_fd, const char *name, struct file *out)
{
    struct stat st;
    size_t len = strlen(name);
    if (len >= NAME_SIZE || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(st.st_mode))
        return false;
    memcpy(out->name, name, len + 1);
    out->bytes = (uint64_t)st.st_blocks * 512;
    out->used = st.st_mtim;
    return true;
}

static size_t list(int dir_fd, struct file *files, uint64_t *bytes)
{
    size_t n = 0;
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        os_close(&fd);
        return 0;
    }
    for (struct dirent *e; n < FILES_MAX && (e = readdir(dir)) != NULL;)
        if (look(dir_fd, e->d_name, &files[n]))
            *bytes += files[n++].bytes;
    closedir(dir);
    return n;
}

void evict_oldest(int dir_fd, uint64_t bytes_max)
{
    uint64_t bytes = 0;
    struct file *files = calloc(FILES_MAX, sizeof *files);
    if (!files)
        return;
    size_t n = list(dir_fd, files, &bytes);
    if (bytes > bytes_max)
        qsort(files, n, sizeof *files, by_age);
    for (size_t i = 0; i < n && bytes > bytes_max; i++)
        if (unlinkat(dir_fd, files[i].name, 0) == 0)
            bytes -= files[i].bytes;
    free(files);
}
