/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replays inputs through a fuzz target without libFuzzer: each argument is a file, or a folder of
 * files. A target that finds something wrong ends the process; so does the address sanitizer. Each
 * input lies in memory of exactly its size, so that a read past its end is seen.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_BYTES_MAX (64L * 1024 * 1024)
#define PATH_BYTES_MAX  4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long n_replayed;

static int complain(const char *path)
{
    (void)fprintf(stderr, "%s: %s\n", path, errno ? strerror(errno) : "not read whole");
    return 1;
}

static int replay_file(const char *path, long size)
{
    errno = 0;
    if (size > INPUT_BYTES_MAX)
        errno = EFBIG;
    FILE *file = errno ? NULL : fopen(path, "rb");
    if (!file)
        return complain(path);
    uint8_t *data = malloc(size ? (size_t)size : 1);
    const size_t len = data ? fread(data, 1, (size_t)size, file) : 0;
    (void)fclose(file);
    if (len != (size_t)size) {
        free(data);
        return complain(path);
    }
    (void)LLVMFuzzerTestOneInput(data, len);
    free(data);
    n_replayed++;
    return 0;
}

static int replay(const char *path);

static int replay_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return complain(path);
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char inner[PATH_BYTES_MAX];
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name) >= (int)sizeof(inner)) {
            errno = ENAMETOOLONG;
            failed |= complain(path);
            continue;
        }
        failed |= replay(inner);
    }
    (void)closedir(folder);
    return failed;
}

static int replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return complain(path);
    return S_ISDIR(st.st_mode) ? replay_folder(path) : replay_file(path, (long)st.st_size);
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    (void)printf("%lu inputs replayed\n", n_replayed);
    return failed || n_replayed == 0;
}
