/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory tree of the virtual file system. Every byte of it is charged to the vfs's account, so
 * a guest that fills it meets WASI_ENOSPC, never the host's memory.
 *
 * A directory is an array in the order in which names were added; each name has a cookie that only
 * grows, so that a listing can go on correctly while names come and go. Names are found by a linear
 * search over hashes: 10,000 names cost about 10 us, and a directory's size is bounded by the
 * account. No directory is deeper than VFS_DEPTH_MAX (tree_fits() is asked before a move), which
 * bounds every walk.
 */
#include "base/utf8.h"
#include "guest/vfs_priv.h"

#include <stdlib.h>

#define ALLOC_OVERHEAD 16 /* what the allocator adds to a block, roughly */
#define ENTRIES_FIRST  8
#define FILE_STEP_MAX  (UINT64_C(16) << 20) /* a file's memory grows by doubling up to here */

void *vfs_alloc(struct vfs *vfs, size_t size)
{
    if (!account_charge(vfs->account, size + ALLOC_OVERHEAD))
        return NULL;
    void *ptr = calloc(1, size);
    if (!ptr)
        account_release(vfs->account, size + ALLOC_OVERHEAD);
    return ptr;
}

void vfs_release(struct vfs *vfs, void *ptr, size_t size)
{
    if (!ptr)
        return;
    free(ptr);
    account_release(vfs->account, size + ALLOC_OVERHEAD);
}

void *vfs_resize_memory(struct vfs *vfs, void *old, size_t old_size, size_t size)
{
    if (!old)
        return vfs_alloc(vfs, size);
    if (size > old_size && !account_charge(vfs->account, size - old_size))
        return NULL;
    void *ptr = realloc(old, size);
    if (!ptr) {
        if (size > old_size)
            account_release(vfs->account, size - old_size);
        return NULL;
    }
    if (size < old_size)
        account_release(vfs->account, old_size - size);
    return ptr;
}

char *vfs_copy_text(struct vfs *vfs, const char *text, size_t len)
{
    char *copy = vfs_alloc(vfs, len + 1);
    if (copy && len > 0)
        memcpy(copy, text, len);
    return copy;
}

struct node *tree_node_new(struct vfs *vfs, enum vfs_type type)
{
    struct node *node = vfs_alloc(vfs, sizeof *node);
    if (!node)
        return NULL;
    node->type = type;
    node->inode = ++vfs->last_inode;
    node->atime_ns = node->mtime_ns = node->ctime_ns = vfs->now(vfs->now_ctx);
    return node;
}

/* Directories must be empty here; tree_free() empties them. */
void tree_node_unref(struct vfs *vfs, struct node *node)
{
    if (node->n_names > 0 || node->n_open > 0)
        return;
    if (node->type == VFS_FILE)
        vfs_release(vfs, node->file.bytes, node->file.cap);
    else if (node->type == VFS_DIR)
        vfs_release(vfs, node->dir.entries, node->dir.cap * sizeof *node->dir.entries);
    else
        vfs_release(vfs, node->link.target, node->link.len + 1);
    vfs_release(vfs, node, sizeof *node);
}

struct node *tree_root(struct vfs *vfs)
{
    if (vfs->root)
        return vfs->root;
    struct node *root = tree_node_new(vfs, VFS_DIR);
    struct node *tmp = tree_node_new(vfs, VFS_DIR);
    if (root && tmp && tree_add(vfs, root, slice_str("tmp"), tmp) == WASI_SUCCESS) {
        root->n_names = 1;
        vfs->root = root;
        return root;
    }
    if (tmp)
        tree_node_unref(vfs, tmp);
    if (root)
        tree_node_unref(vfs, root);
    vfs->last_inode = 0;
    return NULL;
}

/* FNV-1a. */
static uint32_t name_hash(struct slice name)
{
    uint32_t hash = 0x811c9dc5;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ name.ptr[i]) * 0x01000193;
    return hash;
}

struct dir_entry *tree_find(struct node *dir, struct slice name)
{
    uint32_t hash = name_hash(name);
    for (uint32_t i = 0; i < dir->dir.n; i++) {
        struct dir_entry *entry = &dir->dir.entries[i];
        if (entry->hash == hash && slice_eq(name, slice_make(entry->name, entry->name_len)))
            return entry;
    }
    return NULL;
}

static bool entries_reserve(struct vfs *vfs, struct node *dir)
{
    if (dir->dir.n < dir->dir.cap)
        return true;
    if (dir->dir.cap > UINT32_MAX / 2)
        return false;
    uint32_t cap = dir->dir.cap ? 2 * dir->dir.cap : ENTRIES_FIRST;
    size_t size = sizeof *dir->dir.entries;
    struct dir_entry *grown =
        vfs_resize_memory(vfs, dir->dir.entries, dir->dir.cap * size, cap * size);
    if (!grown)
        return false;
    dir->dir.entries = grown;
    dir->dir.cap = cap;
    return true;
}

enum wasi_errno tree_add(struct vfs *vfs, struct node *dir, struct slice name, struct node *node)
{
    if (node->n_names == UINT32_MAX)
        return WASI_EMLINK;
    if (!entries_reserve(vfs, dir))
        return WASI_ENOSPC;
    char *copy = vfs_copy_text(vfs, (const char *)name.ptr, name.len);
    if (!copy)
        return WASI_ENOSPC;
    dir->dir.entries[dir->dir.n++] = (struct dir_entry){
        .node = node,
        .name = copy,
        .cookie = ++dir->dir.last_cookie,
        .hash = name_hash(name),
        .name_len = (uint8_t)name.len,
    };
    node->n_names++;
    node->ctime_ns = vfs->now(vfs->now_ctx);
    if (node->type == VFS_DIR)
        node->dir.parent = dir;
    tree_touch(vfs, dir);
    return WASI_SUCCESS;
}

void tree_remove(struct vfs *vfs, struct node *dir, struct dir_entry *entry)
{
    struct node *node = entry->node;
    size_t after = (size_t)(dir->dir.entries + dir->dir.n - (entry + 1));
    vfs_release(vfs, entry->name, (size_t)entry->name_len + 1);
    memmove(entry, entry + 1, after * sizeof *entry);
    dir->dir.n--;
    tree_touch(vfs, dir);
    node->n_names--;
    node->ctime_ns = dir->ctime_ns;
    tree_node_unref(vfs, node);
}

/* Empties the tree without recursion: goes down into the last directory, up when it is empty. */
void tree_free(struct vfs *vfs)
{
    struct node *dir = vfs->root;
    while (dir) {
        if (dir->dir.n == 0) {
            struct node *parent = dir->dir.parent;
            if (parent) {
                tree_remove(vfs, parent, &parent->dir.entries[parent->dir.n - 1]);
            } else {
                dir->n_names = 0;
                tree_node_unref(vfs, dir);
            }
            dir = parent;
            continue;
        }
        struct dir_entry *last = &dir->dir.entries[dir->dir.n - 1];
        if (last->node->type == VFS_DIR)
            dir = last->node;
        else
            tree_remove(vfs, dir, last);
    }
    vfs->root = NULL;
}

bool tree_fits(const struct node *node, unsigned levels)
{
    if (levels == 0)
        return false;
    if (node->type != VFS_DIR)
        return true;
    for (uint32_t i = 0; i < node->dir.n; i++)
        if (!tree_fits(node->dir.entries[i].node, levels - 1))
            return false;
    return true;
}

static bool file_reserve(struct vfs *vfs, struct node *file, uint64_t size)
{
    if (size <= file->file.cap)
        return true;
    if (size > SIZE_MAX / 2)
        return false;
    uint64_t step = file->file.cap < FILE_STEP_MAX ? file->file.cap : FILE_STEP_MAX;
    uint64_t wanted = file->file.cap + step > size ? file->file.cap + step : size;
    uint8_t *grown = vfs_resize_memory(vfs, file->file.bytes, file->file.cap, wanted);
    if (!grown && wanted > size) {
        wanted = size;
        grown = vfs_resize_memory(vfs, file->file.bytes, file->file.cap, wanted);
    }
    if (!grown)
        return false;
    file->file.bytes = grown;
    file->file.cap = wanted;
    return true;
}

/* Gives memory back when a file has become much smaller. A failure to shrink costs nothing. */
static void file_shrink(struct vfs *vfs, struct node *file)
{
    if (file->file.size == 0) {
        vfs_release(vfs, file->file.bytes, file->file.cap);
        file->file.bytes = NULL;
        file->file.cap = 0;
    } else if (file->file.size < file->file.cap / 4) {
        uint8_t *less = vfs_resize_memory(vfs, file->file.bytes, file->file.cap, file->file.size);
        if (less) {
            file->file.bytes = less;
            file->file.cap = file->file.size;
        }
    }
}

enum wasi_errno tree_file_resize(struct vfs *vfs, struct node *file, uint64_t size)
{
    if (!file_reserve(vfs, file, size))
        return WASI_ENOSPC;
    if (size > file->file.size)
        memset(file->file.bytes + file->file.size, 0, size - file->file.size);
    file->file.size = size;
    file_shrink(vfs, file);
    tree_touch(vfs, file);
    return WASI_SUCCESS;
}

enum wasi_errno tree_file_write(struct vfs *vfs, struct node *file, uint64_t off,
                                const uint8_t *bytes, size_t len, size_t *done)
{
    *done = 0;
    if (len == 0)
        return WASI_SUCCESS;
    if (off > UINT64_MAX - len)
        return WASI_EFBIG;
    if (!file_reserve(vfs, file, off + len))
        return WASI_ENOSPC;
    if (off > file->file.size)
        memset(file->file.bytes + file->file.size, 0, off - file->file.size);
    memcpy(file->file.bytes + off, bytes, len);
    if (off + len > file->file.size)
        file->file.size = off + len;
    tree_touch(vfs, file);
    *done = len;
    return WASI_SUCCESS;
}

size_t tree_file_read(const struct node *file, uint64_t off, uint8_t *out, size_t len)
{
    if (off >= file->file.size)
        return 0;
    size_t left = file->file.size - off;
    size_t n = len < left ? len : left;
    if (n > 0)
        memcpy(out, file->file.bytes + off, n);
    return n;
}

void tree_stat(const struct node *node, struct vfs_stat *out)
{
    *out = (struct vfs_stat){
        .type = node->type,
        .inode = node->inode,
        .n_links = node->n_names,
        .size_bytes = node->type == VFS_FILE   ? node->file.size
                      : node->type == VFS_LINK ? node->link.len
                                               : 0,
        .atime_ns = node->atime_ns,
        .mtime_ns = node->mtime_ns,
        .ctime_ns = node->ctime_ns,
    };
}

/* Index of the first entry whose cookie is greater. */
static uint32_t entry_after(const struct node *dir, uint64_t cookie)
{
    uint32_t low = 0, high = dir->dir.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dir->dir.entries[middle].cookie <= cookie)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t tree_list(const struct node *dir, uint64_t cookie, struct vfs_entry *out, size_t max)
{
    size_t n = 0;
    for (uint32_t i = entry_after(dir, cookie); i < dir->dir.n && n < max; i++, n++) {
        const struct dir_entry *entry = &dir->dir.entries[i];
        out[n].type = entry->node->type;
        out[n].inode = entry->node->inode;
        out[n].next = entry->cookie;
        memcpy(out[n].name, entry->name, (size_t)entry->name_len + 1);
    }
    return n;
}

void tree_touch(struct vfs *vfs, struct node *node)
{
    node->mtime_ns = node->ctime_ns = vfs->now(vfs->now_ctx);
}

void tree_set_times(struct vfs *vfs, struct node *node, uint64_t atime_ns, uint64_t mtime_ns)
{
    if (atime_ns != VFS_TIME_KEEP)
        node->atime_ns = atime_ns;
    if (mtime_ns != VFS_TIME_KEEP)
        node->mtime_ns = mtime_ns;
    node->ctime_ns = vfs->now(vfs->now_ctx);
}
