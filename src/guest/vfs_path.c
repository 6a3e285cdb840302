/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path resolution: the one place where ".", ".." and symbolic links are understood, for the memory
 * tree and for mounts alike. A walk holds where it is (a struct place, whose path is canonical: no
 * dots, no links, no double slashes) and the text that is still to be walked; following a link puts
 * the link's target before that text.
 *
 * Two rules keep a walk in: `floor` is the depth that ".." may not go above, set by `beneath` and
 * by every link that is found in a mount; and a back end is asked about canonical paths only, each
 * with all its parents known to be directories, so it never has to follow anything. Should the host
 * change a parent into a link between two questions, the back end refuses (openat2).
 */
#include "base/utf8.h"
#include "guest/vfs_priv.h"

struct walk {
    struct vfs *vfs;
    struct place *at;
    unsigned floor;     /* depth that ".." must not leave */
    bool floor_is_wall; /* false: ".." at the floor stays there, as in "/.." */
    unsigned n_links;   /* followed so far */
    size_t text_pos, text_len;
    char text[VFS_PATH_MAX + 1];
};

bool vfs_name_valid(struct slice name)
{
    return name.len > 0 && name.len <= VFS_NAME_MAX && !memchr(name.ptr, '/', name.len) &&
           !memchr(name.ptr, 0, name.len) && utf8_valid(name) && !slice_is(name, ".") &&
           !slice_is(name, "..");
}

bool vfs_path_is_beneath(const char *path, const char *dir)
{
    size_t len = strlen(dir);
    return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

const char *place_in_mount(const struct place *place)
{
    const char *below = place->path + place->mount->len;
    return *below == '/' ? below + 1 : below;
}

struct slice place_name(const struct place *place)
{
    const char *slash = strrchr(place->path, '/');
    return slice_str(slash ? slash + 1 : place->path);
}

bool place_is_mount_point(const struct place *place)
{
    return place->mount && place->len == place->mount->len;
}

static struct mount *mount_covering(struct vfs *vfs, const char *path)
{
    struct mount *best = NULL;
    for (uint32_t i = 0; i < vfs->n_mounts; i++)
        if (vfs_path_is_beneath(path, vfs->mounts[i].path) &&
            (!best || vfs->mounts[i].len > best->len))
            best = &vfs->mounts[i];
    return best;
}

/* The memory node of a canonical path, NULL when there is none. */
static struct node *node_of(struct vfs *vfs, const char *path)
{
    struct node *node = tree_root(vfs);
    while (node && *path == '/') {
        const char *name = path + 1;
        size_t len = strcspn(name, "/");
        if (node->type != VFS_DIR)
            return NULL;
        struct dir_entry *entry = tree_find(node, slice_make(name, len));
        node = entry ? entry->node : NULL;
        path = name + len;
    }
    return node;
}

/* Makes the place that of the directory at->path, which was canonical when it was found. */
static enum wasi_errno place_at_directory(struct vfs *vfs, struct place *at)
{
    at->type = VFS_DIR;
    at->exists = true;
    at->node = at->parent = NULL;
    at->mount = mount_covering(vfs, at->path);
    if (at->mount)
        return WASI_SUCCESS;
    at->node = node_of(vfs, at->path);
    if (!at->node)
        return vfs->root ? WASI_ENOENT : WASI_ENOSPC;
    if (at->node->type != VFS_DIR)
        return WASI_ENOTDIR;
    at->parent = at->node->dir.parent;
    return WASI_SUCCESS;
}

static enum wasi_errno place_push(struct place *at, struct slice name)
{
    if (name.len > VFS_NAME_MAX || at->depth >= VFS_DEPTH_MAX ||
        at->len + 1 + name.len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    at->path[at->len] = '/';
    memcpy(at->path + at->len + 1, name.ptr, name.len);
    at->len += 1 + name.len;
    at->path[at->len] = '\0';
    at->depth++;
    return WASI_SUCCESS;
}

static void place_cut(struct place *at)
{
    at->len = (size_t)(strrchr(at->path, '/') - at->path);
    at->path[at->len] = '\0';
    at->depth--;
}

static enum wasi_errno walk_up(struct walk *w)
{
    struct place *at = w->at;
    if (at->depth <= w->floor)
        return w->floor_is_wall ? WASI_ENOTCAPABLE : WASI_SUCCESS;
    struct node *parent = at->node ? at->node->dir.parent : NULL;
    place_cut(at);
    at->mount = mount_covering(w->vfs, at->path);
    if (at->mount || !parent)
        return place_at_directory(w->vfs, at);
    at->node = parent;
    at->parent = parent->dir.parent;
    return WASI_SUCCESS;
}

/* What stands at the path that was just lengthened by `name`. */
static enum wasi_errno look(struct walk *w, struct slice name)
{
    struct place *at = w->at;
    struct mount *mount = mount_covering(w->vfs, at->path);
    if (mount && mount->len == at->len) {
        at->mount = mount;
        at->node = at->parent = NULL;
        at->exists = true;
        at->type = VFS_DIR;
        return WASI_SUCCESS;
    }
    if (at->mount) {
        struct vfs_stat stat;
        enum wasi_errno error =
            at->mount->port.stat(at->mount->port.ctx, place_in_mount(at), &stat);
        at->exists = error == WASI_SUCCESS;
        at->type = at->exists ? stat.type : VFS_FILE;
        return error == WASI_ENOENT ? WASI_SUCCESS : error;
    }
    struct dir_entry *entry = tree_find(at->node, name);
    at->parent = at->node;
    at->node = entry ? entry->node : NULL;
    at->exists = entry != NULL;
    at->type = entry ? entry->node->type : VFS_FILE;
    return WASI_SUCCESS;
}

static enum wasi_errno read_target(struct place *at, struct buf *out)
{
    if (at->mount)
        return at->mount->port.readlink(at->mount->port.ctx, place_in_mount(at), out);
    return buf_append(out, at->node->link.target, at->node->link.len) ? WASI_SUCCESS : WASI_ENOMEM;
}

/* Puts `target` before the text that is left. */
static enum wasi_errno walk_splice(struct walk *w, struct slice target)
{
    size_t left = w->text_len - w->text_pos;
    if (target.len == 0)
        return WASI_ENOENT;
    if (memchr(target.ptr, 0, target.len) || !utf8_valid(target))
        return WASI_EILSEQ;
    if (target.len + left > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    memmove(w->text + target.len, w->text + w->text_pos, left);
    memcpy(w->text, target.ptr, target.len);
    w->text_pos = 0;
    w->text_len = target.len + left;
    return WASI_SUCCESS;
}

/* The place is a link: goes back to its directory and on with its target. */
static enum wasi_errno walk_follow(struct walk *w)
{
    struct place *at = w->at;
    if (++w->n_links > VFS_LINKS_MAX)
        return WASI_ELOOP;
    struct buf target TR_CLEANUP(buf_done) = BUF_INIT(VFS_PATH_MAX);
    enum wasi_errno error = read_target(at, &target);
    if (error == WASI_SUCCESS)
        error = walk_splice(w, buf_slice(&target));
    if (error != WASI_SUCCESS)
        return error;
    if (at->mount) {
        unsigned depth = 0;
        for (const char *c = at->mount->path; *c; c++)
            depth += *c == '/';
        w->floor = depth > w->floor ? depth : w->floor;
        w->floor_is_wall = true;
    }
    if (w->text[0] == '/' && w->floor_is_wall)
        return WASI_ENOTCAPABLE;
    if (w->text[0] == '/') {
        at->len = at->depth = 0;
        at->path[0] = '\0';
    } else {
        place_cut(at);
    }
    return place_at_directory(w->vfs, at);
}

/* Takes the next component; empty at the end. */
static struct slice walk_next(struct walk *w)
{
    while (w->text_pos < w->text_len && w->text[w->text_pos] == '/')
        w->text_pos++;
    size_t start = w->text_pos;
    while (w->text_pos < w->text_len && w->text[w->text_pos] != '/')
        w->text_pos++;
    return slice_make(w->text + start, w->text_pos - start);
}

static bool only_slashes_left(const struct walk *w)
{
    for (size_t i = w->text_pos; i < w->text_len; i++)
        if (w->text[i] != '/')
            return false;
    return true;
}

static enum wasi_errno walk_component(struct walk *w, struct slice name, bool follow)
{
    struct place *at = w->at;
    bool last = only_slashes_left(w);
    bool dots = slice_is(name, ".") || slice_is(name, "..");
    if (!at->exists)
        return WASI_ENOENT;
    if (at->type != VFS_DIR)
        return WASI_ENOTDIR;
    if (last && (dots || w->text_pos < w->text_len))
        at->must_be_dir = true;
    at->dot_end = last && dots;
    if (dots)
        return name.len == 2 ? walk_up(w) : WASI_SUCCESS;
    char copy[VFS_NAME_MAX + 1]; /* a followed link overwrites the text */
    if (name.len > VFS_NAME_MAX)
        return WASI_ENAMETOOLONG;
    memcpy(copy, name.ptr, name.len);
    enum wasi_errno error = place_push(at, slice_make(copy, name.len));
    if (error == WASI_SUCCESS)
        error = look(w, slice_make(copy, name.len));
    if (error != WASI_SUCCESS)
        return error;
    bool is_link = at->exists && at->type == VFS_LINK;
    return is_link && (!last || follow || at->must_be_dir) ? walk_follow(w) : WASI_SUCCESS;
}

static enum wasi_errno walk_start(struct walk *w, const struct vfs_at *at)
{
    if (at->path.len == 0)
        return WASI_ENOENT;
    if (at->path.len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    if (memchr(at->path.ptr, 0, at->path.len))
        return WASI_EINVAL;
    if (!utf8_valid(at->path))
        return WASI_EILSEQ;
    memcpy(w->text, at->path.ptr, at->path.len);
    w->text_len = at->path.len;
    bool absolute = w->text[0] == '/';
    if (absolute && at->beneath)
        return WASI_ENOTCAPABLE;
    const char *dir = absolute || strcmp(at->dir, "/") == 0 ? "" : at->dir;
    w->at->len = strlen(dir);
    if (w->at->len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    memcpy(w->at->path, dir, w->at->len + 1);
    for (size_t i = 0; i < w->at->len; i++)
        w->at->depth += dir[i] == '/';
    if (at->beneath)
        w->floor = w->at->depth;
    w->floor_is_wall = at->beneath;
    return place_at_directory(w->vfs, w->at);
}

enum wasi_errno vfs_resolve(struct vfs *vfs, const struct vfs_at *at, struct place *out)
{
    struct walk w;
    w.vfs = vfs;
    w.at = out;
    w.floor = w.n_links = 0;
    w.text_pos = w.text_len = 0;
    out->depth = 0;
    out->must_be_dir = out->dot_end = false;
    enum wasi_errno error = walk_start(&w, at);
    if (error == WASI_SUCCESS && only_slashes_left(&w))
        out->must_be_dir = true;
    while (error == WASI_SUCCESS) {
        struct slice name = walk_next(&w);
        if (name.len == 0)
            break;
        error = walk_component(&w, name, at->follow);
    }
    if (error == WASI_SUCCESS && out->must_be_dir && out->exists && out->type != VFS_DIR)
        return WASI_ENOTDIR;
    return error;
}
