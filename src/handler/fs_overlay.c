/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An overlay: a directory that can be read through and whose changes stay in memory. Over the lower
 * back end, which is never written, lies an upper tree (a vfs of its own, charged to the same
 * account) and a set of whiteouts, paths whose lower content is gone.
 *
 * What is at a path: the upper tree's entry, else the lower one unless a whiteout covers the path.
 * A directory present in both shows both. A file is copied up whole before it is first changed; a
 * handle opened for reading before that goes on showing the old content. A directory is copied up
 * with all that is in it before it is renamed; one of more than COPY_ENTRIES_MAX entries is not, as
 * on Linux (WASI_EXDEV), because copying cannot be interrupted by a deadline.
 *
 * A listing gives the upper entries first. Its cookies are those of the upper tree, then those of
 * the lower back end with LOWER_COOKIE set. A file number is twice the part's own, plus one in the
 * upper tree.
 */
#include "base/os.h"
#include "handler/handler_priv.h"

#include <stdlib.h>

#define LOWER_COOKIE     (UINT64_C(1) << 63)
#define COPY_BYTES       (32 * KIB)
#define COPY_BATCH       4
#define COPY_ENTRIES_MAX 4096
#define WHITEOUT_BYTES   32 /* flat charge for one, besides its text */

struct overlay {
    struct fs_port lower;
    struct vfs *upper;
    struct account *account;
    char **whiteouts;
    size_t n_whiteouts, cap_whiteouts;
    unsigned n_copied; /* entries, by the rename at hand */
};

static uint64_t overlay_now(void *ctx)
{
    uint64_t now = os_realtime_ns();
    (void)ctx;
    return now - now % MS_NS;
}

static struct vfs_at at_upper(const char *path)
{
    return (struct vfs_at){.dir = "", .path = slice_str(*path ? path : ".")};
}

static bool in_upper(struct overlay *o, const char *path, struct vfs_stat *out)
{
    return vfs_stat(o->upper, at_upper(path), out) == WASI_SUCCESS;
}

/* ---- Whiteouts ---- */

static bool is_beneath(const char *path, const char *dir)
{
    size_t len = strlen(dir);
    return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

static bool whited_out(const struct overlay *o, const char *path)
{
    for (size_t i = 0; i < o->n_whiteouts; i++)
        if (is_beneath(path, o->whiteouts[i]))
            return true;
    return false;
}

static bool whiteouts_reserve(struct overlay *o)
{
    if (o->n_whiteouts < o->cap_whiteouts)
        return true;
    size_t cap = o->cap_whiteouts ? 2 * o->cap_whiteouts : 16;
    char **grown = realloc(o->whiteouts, cap * sizeof *grown);
    if (!grown)
        return false;
    o->whiteouts = grown;
    o->cap_whiteouts = cap;
    return true;
}

static enum wasi_errno whiteout_add(struct overlay *o, const char *path)
{
    size_t charge = strlen(path) + WHITEOUT_BYTES;
    if (whited_out(o, path))
        return WASI_SUCCESS;
    if (!account_charge(o->account, charge))
        return WASI_ENOSPC;
    char *copy = whiteouts_reserve(o) ? strdup(path) : NULL;
    if (!copy) {
        account_release(o->account, charge);
        return WASI_ENOSPC;
    }
    o->whiteouts[o->n_whiteouts++] = copy;
    return WASI_SUCCESS;
}

static enum wasi_errno lower_stat(struct overlay *o, const char *path, struct vfs_stat *out)
{
    return whited_out(o, path) ? WASI_ENOENT : o->lower.stat(o->lower.ctx, path, out);
}

static enum wasi_errno overlay_stat(void *ctx, const char *path, struct vfs_stat *out)
{
    struct overlay *o = ctx;
    return in_upper(o, path, out) ? WASI_SUCCESS : lower_stat(o, path, out);
}

/* ---- Copying up ---- */

/* Makes the directories above `path` in the upper tree; they exist in the overlay. */
static enum wasi_errno make_parents(struct overlay *o, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        struct vfs_at at = at_upper(path);
        at.path.len = (size_t)(slash - path);
        enum wasi_errno error = vfs_mkdir(o->upper, at);
        if (error != WASI_SUCCESS && error != WASI_EEXIST)
            return error;
    }
    return WASI_SUCCESS;
}

static enum wasi_errno copy_content(struct overlay *o, uint32_t from, uint32_t to)
{
    uint8_t bytes[COPY_BYTES];
    for (uint64_t off = 0;;) {
        size_t got = 0, done = 0;
        enum wasi_errno error = o->lower.read(o->lower.ctx, from, off, bytes, sizeof bytes, &got);
        if (error != WASI_SUCCESS || got == 0)
            return error;
        error = vfs_write(o->upper, to, off, bytes, got, &done);
        if (error != WASI_SUCCESS)
            return error;
        off += done;
    }
}

static enum wasi_errno copy_file(struct overlay *o, const char *path)
{
    uint32_t from, to;
    enum wasi_errno error = o->lower.open(o->lower.ctx, path, VFS_READ, &from);
    if (error != WASI_SUCCESS)
        return error;
    error = vfs_open(o->upper, at_upper(path), VFS_WRITE | VFS_CREATE | VFS_EXCL, &to);
    if (error == WASI_SUCCESS) {
        error = copy_content(o, from, to);
        (void)vfs_close(o->upper, to);
        if (error != WASI_SUCCESS)
            (void)vfs_unlink(o->upper, at_upper(path));
    }
    o->lower.close(o->lower.ctx, from);
    return error;
}

static enum wasi_errno copy_link(struct overlay *o, const char *path)
{
    struct buf target TR_CLEANUP(buf_done) = BUF_INIT(VFS_PATH_MAX);
    enum wasi_errno error = o->lower.readlink(o->lower.ctx, path, &target);
    return error != WASI_SUCCESS ? error
                                 : vfs_symlink(o->upper, buf_slice(&target), at_upper(path));
}

/* Puts what is at `path` into the upper tree, without a directory's content. */
static enum wasi_errno copy_up(struct overlay *o, const char *path)
{
    struct vfs_stat stat;
    if (in_upper(o, path, &stat))
        return WASI_SUCCESS;
    enum wasi_errno error = lower_stat(o, path, &stat);
    if (error == WASI_SUCCESS)
        error = make_parents(o, path);
    if (error != WASI_SUCCESS)
        return error;
    if (stat.type == VFS_DIR)
        error = vfs_mkdir(o->upper, at_upper(path));
    else
        error = stat.type == VFS_FILE ? copy_file(o, path) : copy_link(o, path);
    if (error == WASI_SUCCESS)
        (void)vfs_set_times(o->upper, at_upper(path), stat.atime_ns, stat.mtime_ns);
    return error;
}

/* The same with a directory's content. `path` has room for VFS_PATH_MAX bytes and is the same
 * afterwards. The depth is bounded by the path's length in components. */
static enum wasi_errno copy_up_tree(struct overlay *o, char *path, unsigned depth)
{
    struct vfs_entry entries[COPY_BATCH];
    struct vfs_stat stat;
    size_t len = strlen(path), n = 1;
    uint64_t cookie = 0;
    if (o->n_copied++ == COPY_ENTRIES_MAX)
        return WASI_EXDEV;
    enum wasi_errno error = copy_up(o, path);
    if (error != WASI_SUCCESS || lower_stat(o, path, &stat) != WASI_SUCCESS || stat.type != VFS_DIR)
        return error;
    if (depth >= VFS_DEPTH_MAX)
        return WASI_ENAMETOOLONG;
    while (error == WASI_SUCCESS && n > 0) {
        error = o->lower.list(o->lower.ctx, path, cookie, entries, COPY_BATCH, &n);
        for (size_t i = 0; i < n && error == WASI_SUCCESS; i++) {
            cookie = entries[i].next;
            if (len + 1 + strlen(entries[i].name) > VFS_PATH_MAX)
                return WASI_ENAMETOOLONG;
            path[len] = '/';
            memcpy(path + len + 1, entries[i].name, strlen(entries[i].name) + 1);
            if (!whited_out(o, path))
                error = copy_up_tree(o, path, depth + 1);
            path[len] = '\0';
        }
    }
    return error;
}

/* ---- Files ---- */

static enum wasi_errno open_upper(struct overlay *o, const char *path, unsigned flags,
                                  uint32_t *file)
{
    uint32_t handle;
    enum wasi_errno error = vfs_open(o->upper, at_upper(path), flags, &handle);
    if (error == WASI_SUCCESS)
        *file = 2 * handle + 1;
    return error;
}

static enum wasi_errno overlay_open(void *ctx, const char *path, unsigned flags, uint32_t *file)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    uint32_t number;
    if (in_upper(o, path, &stat))
        return open_upper(o, path, flags, file);
    enum wasi_errno error = lower_stat(o, path, &stat);
    if (error == WASI_SUCCESS && !(flags & (VFS_WRITE | VFS_TRUNC | VFS_APPEND | VFS_EXCL))) {
        error = o->lower.open(o->lower.ctx, path, flags & ~(unsigned)VFS_CREATE, &number);
        if (error == WASI_SUCCESS)
            *file = 2 * number;
        return error;
    }
    if (error == WASI_SUCCESS && flags & VFS_EXCL)
        return WASI_EEXIST;
    if (error == WASI_SUCCESS && flags & VFS_TRUNC) {
        error = make_parents(o, path);
        flags |= VFS_CREATE;
    } else if (error == WASI_SUCCESS) {
        error = copy_up(o, path);
    } else if (error == WASI_ENOENT && flags & VFS_CREATE) {
        error = make_parents(o, path);
    }
    return error == WASI_SUCCESS ? open_upper(o, path, flags, file) : error;
}

static void overlay_close(void *ctx, uint32_t file)
{
    struct overlay *o = ctx;
    if (file & 1)
        (void)vfs_close(o->upper, file / 2);
    else
        o->lower.close(o->lower.ctx, file / 2);
}

static enum wasi_errno overlay_read(void *ctx, uint32_t file, uint64_t off, uint8_t *out,
                                    size_t len, size_t *done)
{
    struct overlay *o = ctx;
    return file & 1 ? vfs_read(o->upper, file / 2, off, out, len, done)
                    : o->lower.read(o->lower.ctx, file / 2, off, out, len, done);
}

static enum wasi_errno overlay_write(void *ctx, uint32_t file, uint64_t off, const uint8_t *bytes,
                                     size_t len, size_t *done)
{
    struct overlay *o = ctx;
    return file & 1 ? vfs_write(o->upper, file / 2, off, bytes, len, done) : WASI_EBADF;
}

static enum wasi_errno overlay_resize(void *ctx, uint32_t file, uint64_t size)
{
    struct overlay *o = ctx;
    return file & 1 ? vfs_resize(o->upper, file / 2, size) : WASI_EBADF;
}

static enum wasi_errno overlay_sync(void *ctx, uint32_t file)
{
    (void)ctx;
    (void)file;
    return WASI_SUCCESS;
}

static enum wasi_errno overlay_stat_file(void *ctx, uint32_t file, struct vfs_stat *out)
{
    struct overlay *o = ctx;
    return file & 1 ? vfs_stat_handle(o->upper, file / 2, out)
                    : o->lower.stat_file(o->lower.ctx, file / 2, out);
}

/* A file opened for reading only is still the lower one, whose times are not ours to change. */
static enum wasi_errno overlay_set_times_file(void *ctx, uint32_t file, uint64_t atime_ns,
                                              uint64_t mtime_ns)
{
    struct overlay *o = ctx;
    return file & 1 ? vfs_set_times_handle(o->upper, file / 2, atime_ns, mtime_ns) : WASI_ENOTSUP;
}

/* ---- Names ---- */

static bool child_path(const char *dir, const char *name, char out[VFS_PATH_MAX + 1])
{
    int n = snprintf(out, VFS_PATH_MAX + 1, "%s%s%s", dir, *dir ? "/" : "", name);
    return n >= 0 && n <= VFS_PATH_MAX;
}

/* Lower entries that neither the upper tree nor a whiteout hides. */
static enum wasi_errno list_lower(struct overlay *o, const char *path, uint64_t cookie,
                                  struct vfs_entry *out, size_t max, size_t *n)
{
    char child[VFS_PATH_MAX + 1];
    struct vfs_stat stat;
    size_t got = 0;
    do {
        enum wasi_errno error = o->lower.list(o->lower.ctx, path, cookie, out, max, &got);
        if (error != WASI_SUCCESS)
            return error;
        *n = 0;
        for (size_t i = 0; i < got; i++) {
            cookie = out[i].next;
            if (!child_path(path, out[i].name, child) || whited_out(o, child) ||
                in_upper(o, child, &stat))
                continue;
            out[*n] = out[i];
            out[(*n)++].next = cookie | LOWER_COOKIE;
        }
    } while (*n == 0 && got > 0);
    return WASI_SUCCESS;
}

static enum wasi_errno overlay_list(void *ctx, const char *path, uint64_t cookie,
                                    struct vfs_entry *out, size_t max, size_t *n)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    *n = 0;
    if (!(cookie & LOWER_COOKIE) && in_upper(o, path, &stat)) {
        char dir[VFS_PATH_MAX + 2] = "";
        if (*path && !child_path("", path, dir + 1))
            return WASI_ENAMETOOLONG;
        dir[0] = *path ? '/' : '\0';
        enum wasi_errno error = vfs_list(o->upper, dir, cookie, out, max, n);
        if (error != WASI_SUCCESS || *n > 0)
            return error;
        cookie = 0;
    }
    enum wasi_errno error = lower_stat(o, path, &stat);
    if (error != WASI_SUCCESS || stat.type != VFS_DIR)
        return in_upper(o, path, &stat) ? WASI_SUCCESS
               : error == WASI_SUCCESS  ? WASI_ENOTDIR
                                        : error;
    return list_lower(o, path, cookie & ~LOWER_COOKIE, out, max, n);
}

static enum wasi_errno overlay_mkdir(void *ctx, const char *path)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    if (overlay_stat(o, path, &stat) == WASI_SUCCESS)
        return WASI_EEXIST;
    enum wasi_errno error = make_parents(o, path);
    return error == WASI_SUCCESS ? vfs_mkdir(o->upper, at_upper(path)) : error;
}

/* Takes the name away from both parts. */
static enum wasi_errno remove_name(struct overlay *o, const char *path,
                                   enum wasi_errno (*remove)(struct vfs *vfs, struct vfs_at at))
{
    struct vfs_stat stat;
    bool upper = in_upper(o, path, &stat);
    enum wasi_errno lower = lower_stat(o, path, &stat);
    if (!upper && lower != WASI_SUCCESS)
        return lower;
    enum wasi_errno error = lower == WASI_SUCCESS ? whiteout_add(o, path) : WASI_SUCCESS;
    return error == WASI_SUCCESS && upper ? remove(o->upper, at_upper(path)) : error;
}

static enum wasi_errno overlay_unlink(void *ctx, const char *path)
{
    return remove_name(ctx, path, vfs_unlink);
}

static enum wasi_errno check_empty(struct overlay *o, const char *path)
{
    struct vfs_entry entry;
    size_t n;
    enum wasi_errno error = overlay_list(o, path, 0, &entry, 1, &n);
    return error == WASI_SUCCESS && n > 0 ? WASI_ENOTEMPTY : error;
}

static enum wasi_errno overlay_rmdir(void *ctx, const char *path)
{
    enum wasi_errno error = check_empty(ctx, path);
    return error == WASI_SUCCESS ? remove_name(ctx, path, vfs_rmdir) : error;
}

static enum wasi_errno overlay_rename(void *ctx, const char *from, const char *to)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    char path[VFS_PATH_MAX + 1];
    enum wasi_errno error = WASI_SUCCESS;
    if (overlay_stat(o, to, &stat) == WASI_SUCCESS && stat.type == VFS_DIR)
        error = check_empty(o, to);
    memcpy(path, from, strlen(from) + 1);
    o->n_copied = 0;
    /* From here on `from` stands in the upper tree, so a whiteout cannot lose it. */
    if (error == WASI_SUCCESS)
        error = copy_up_tree(o, path, 0);
    if (error == WASI_SUCCESS)
        error = make_parents(o, to);
    if (error == WASI_SUCCESS && lower_stat(o, from, &stat) == WASI_SUCCESS)
        error = whiteout_add(o, from);
    return error == WASI_SUCCESS ? vfs_rename(o->upper, at_upper(from), at_upper(to)) : error;
}

static enum wasi_errno overlay_link(void *ctx, const char *from, const char *to)
{
    struct overlay *o = ctx;
    enum wasi_errno error = copy_up(o, from);
    if (error == WASI_SUCCESS)
        error = make_parents(o, to);
    return error == WASI_SUCCESS ? vfs_link(o->upper, at_upper(from), at_upper(to)) : error;
}

static enum wasi_errno overlay_symlink(void *ctx, const char *target, const char *path)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    if (overlay_stat(o, path, &stat) == WASI_SUCCESS)
        return WASI_EEXIST;
    enum wasi_errno error = make_parents(o, path);
    return error == WASI_SUCCESS ? vfs_symlink(o->upper, slice_str(target), at_upper(path)) : error;
}

static enum wasi_errno overlay_readlink(void *ctx, const char *path, struct buf *out)
{
    struct overlay *o = ctx;
    struct vfs_stat stat;
    if (in_upper(o, path, &stat))
        return vfs_readlink(o->upper, at_upper(path), out);
    enum wasi_errno error = lower_stat(o, path, &stat);
    return error == WASI_SUCCESS ? o->lower.readlink(o->lower.ctx, path, out) : error;
}

static enum wasi_errno overlay_set_times(void *ctx, const char *path, uint64_t atime_ns,
                                         uint64_t mtime_ns)
{
    struct overlay *o = ctx;
    enum wasi_errno error = copy_up(o, path);
    return error == WASI_SUCCESS ? vfs_set_times(o->upper, at_upper(path), atime_ns, mtime_ns)
                                 : error;
}

static void overlay_free(void *ctx)
{
    struct overlay *o = ctx;
    vfs_free(o->upper);
    o->lower.free(o->lower.ctx);
    for (size_t i = 0; i < o->n_whiteouts; i++) {
        account_release(o->account, strlen(o->whiteouts[i]) + WHITEOUT_BYTES);
        free(o->whiteouts[i]);
    }
    free(o->whiteouts);
    account_release(o->account, sizeof *o);
    free(o);
}

static const struct fs_port overlay_port = {
    .open = overlay_open,
    .close = overlay_close,
    .read = overlay_read,
    .write = overlay_write,
    .resize = overlay_resize,
    .sync = overlay_sync,
    .stat_file = overlay_stat_file,
    .stat = overlay_stat,
    .list = overlay_list,
    .mkdir = overlay_mkdir,
    .unlink = overlay_unlink,
    .rmdir = overlay_rmdir,
    .rename = overlay_rename,
    .link = overlay_link,
    .symlink = overlay_symlink,
    .readlink = overlay_readlink,
    .set_times = overlay_set_times,
    .set_times_file = overlay_set_times_file,
    .free = overlay_free,
};

tr_rc fs_overlay_port(const struct fs_port *lower, struct account *account, struct fs_port *out,
                      struct tr_err *err)
{
    struct overlay *o = account_charge(account, sizeof *o) ? calloc(1, sizeof *o) : NULL;
    struct vfs *upper = o ? vfs_new(account, overlay_now, NULL) : NULL;
    /* The upper tree begins empty, without the /tmp of a guest's own. */
    if (!upper || vfs_rmdir(upper, at_upper("tmp")) != WASI_SUCCESS) {
        vfs_free(upper);
        if (o)
            account_release(account, sizeof *o);
        free(o);
        lower->free(lower->ctx);
        return tr_fail(err, TR_E_LIMIT, "no memory for a mount within the files limit");
    }
    o->lower = *lower;
    o->upper = upper;
    o->account = account;
    *out = overlay_port;
    out->ctx = o;
    return TR_OK;
}
