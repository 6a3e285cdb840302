/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks of the machine, each by trying what it is about where that is possible: a version number
 * says less than a call that works.
 */
#include "base/limits.h"
#include "base/os.h"
#include "cli/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define SLOTS_WANTED 64
#define SLOT_BYTES   (4 * GIB + 64 * MIB) /* with its guard */
#define MAPS_WANTED  4096
#define PATH_BYTES   4096

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif
#define LANDLOCK_ASK_VERSION 1

void found(struct check *check, enum finding finding, const char *remedy, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    check->finding = finding;
    vsnprintf(check->value, sizeof(check->value), format, args);
    snprintf(check->remedy, sizeof(check->remedy), "%s", remedy ? remedy : "");
    va_end(args);
}

/* The number in a file below /proc/sys; false when it cannot be read. */
static bool read_number(const char *path, unsigned long long *out)
{
    TR_CLEANUP(buf_done) struct buf text = BUF_INIT(4 * KIB);
    if (os_read_file(path, &text, NULL) != TR_OK || !buf_str(&text))
        return false;
    char *end;
    *out = strtoull((const char *)text.ptr, &end, 10);
    return end != (const char *)text.ptr;
}

static void look_kernel(struct check *check)
{
    struct utsname name;
    if (uname(&name) == 0)
        found(check, FINDING_OK, NULL, "%s %s %s", name.sysname, name.release, name.machine);
    else
        found(check, FINDING_NOTE, NULL, "unknown");
}

static void look_openat2(struct check *check)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH};
    long fd = syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof(how));
    if (fd >= 0) {
        close((int)fd);
        found(check, FINDING_OK, NULL, "available");
    } else {
        found(check, FINDING_NOTE, "--dir and --allow imports need Linux 5.6 or later",
              "not available: %s", strerror(errno));
    }
}

static void look_pagemap(struct check *check)
{
    int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        close(fd);
        found(check, FINDING_OK, NULL, "readable");
    } else {
        found(check, FINDING_PROBLEM, "mount /proc; finding changed pages needs /proc/self/pagemap",
              "not readable: %s", strerror(errno));
    }
}

static void look_address_space(struct check *check)
{
    struct rlimit limit;
    void *range = mmap(NULL, SLOTS_WANTED * SLOT_BYTES, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    bool capped = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    if (range != MAP_FAILED) {
        munmap(range, SLOTS_WANTED * SLOT_BYTES);
        found(check, FINDING_OK, NULL, "%d slots of 4 GiB can be reserved", SLOTS_WANTED);
        return;
    }
    void *one =
        mmap(NULL, SLOT_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (one != MAP_FAILED)
        munmap(one, SLOT_BYTES);
    found(check, one != MAP_FAILED ? FINDING_NOTE : FINDING_PROBLEM,
          capped ? "raise the address space limit: ulimit -v unlimited"
                 : "allow overcommit: sysctl vm.overcommit_memory=0",
          one != MAP_FAILED ? "a slot of 4 GiB can be reserved, %d cannot"
                            : "not even one slot of 4 GiB can be reserved, %d are wanted",
          SLOTS_WANTED);
}

static void look_overcommit(struct check *check)
{
    static const char *const modes[] = {"heuristic", "always", "never"};
    unsigned long long mode;
    if (!read_number("/proc/sys/vm/overcommit_memory", &mode) || mode >= TR_ARRAY_LEN(modes))
        found(check, FINDING_NOTE, NULL, "unknown");
    else
        found(check, mode == 2 ? FINDING_NOTE : FINDING_OK,
              mode == 2 ? "many slots need sysctl vm.overcommit_memory=0" : NULL, "%s",
              modes[mode]);
}

static void look_maps(struct check *check)
{
    unsigned long long maps;
    if (!read_number("/proc/sys/vm/max_map_count", &maps))
        found(check, FINDING_NOTE, NULL, "unknown");
    else
        found(check, maps < MAPS_WANTED ? FINDING_NOTE : FINDING_OK,
              maps < MAPS_WANTED ? "many slots need sysctl vm.max_map_count=65530" : NULL, "%llu",
              maps);
}

static void look_landlock(struct check *check)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_ASK_VERSION);
    if (version > 0)
        found(check, FINDING_OK, NULL, "version %ld (not used by troupe run)", version);
    else
        found(check, FINDING_OK, NULL, "not available (not used by troupe run)");
}

static void look_seccomp(struct check *check)
{
    bool there = access("/proc/sys/kernel/seccomp/actions_avail", R_OK) == 0;
    found(check, FINDING_OK, NULL, "%s (not used by troupe run)",
          there ? "available" : "not available");
}

static uint64_t directory_bytes(int dir_fd, unsigned *n_files)
{
    uint64_t sum = 0;
    int copy = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat st;
        if (fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        sum += (uint64_t)st.st_size;
        ++*n_files;
    }
    if (dir)
        closedir(dir);
    else
        os_close(&copy);
    return sum;
}

static void look_cache(struct check *check)
{
    TR_CLEANUP(buf_done) struct buf path = BUF_INIT(PATH_BYTES);
    TR_CLEANUP(os_close) int fd = -1;
    struct tr_err err;
    struct stat st = {0};
    unsigned n_files = 0;
    if (os_cache_path("modules", &path, &err) != TR_OK || !buf_str(&path)) {
        found(check, FINDING_NOTE, "set HOME, XDG_CACHE_HOME or TROUPE_CACHE",
              "none: every start compiles the JavaScript guest anew");
        return;
    }
    if (os_open_private_dir((const char *)path.ptr, &fd, &err) != TR_OK) {
        found(check, FINDING_NOTE,
              "make it a directory of yours with mode 0700, or set TROUPE_CACHE to one",
              "%s: not used, %s", (const char *)path.ptr, err.message);
        return;
    }
    (void)fstat(fd, &st);
    uint64_t bytes = directory_bytes(fd, &n_files);
    found(check, FINDING_OK, NULL, "%s, mode %04o, %u files, %llu KiB", (const char *)path.ptr,
          (unsigned)st.st_mode & 07777, n_files, (unsigned long long)(bytes / KIB));
}

const struct check_row machine_checks[] = {
    {"kernel", look_kernel},         {"pagemap", look_pagemap},
    {"openat2", look_openat2},       {"address_space", look_address_space},
    {"overcommit", look_overcommit}, {"max_map_count", look_maps},
    {"landlock", look_landlock},     {"seccomp", look_seccomp},
    {"cache", look_cache},
};
const unsigned n_machine_checks = TR_ARRAY_LEN(machine_checks);
