/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the virtual file system share and nobody else sees: nodes of the memory tree
 * (vfs_tree.c), places that a path leads to (vfs_path.c), the handle table (vfs.c), state
 * (vfs_state.c).
 */
#ifndef GUEST_VFS_PRIV_H
#define GUEST_VFS_PRIV_H

#include "guest/vfs.h"

struct node;

struct dir_entry {
    struct node *node;
    char *name; /* NUL-terminated */
    uint64_t cookie;
    uint32_t hash;
    uint8_t name_len;
};

/* A file, directory or link in memory. Lives while a name or a handle refers to it. */
struct node {
    enum vfs_type type;
    uint32_t n_names; /* directory entries that name it */
    uint32_t n_open;  /* handles on it */
    uint32_t mark;    /* scratch of vfs_state.c */
    uint64_t inode;
    uint64_t atime_ns, mtime_ns, ctime_ns;
    union {
        struct {
            uint8_t *bytes;
            size_t size, cap;
        } file;
        struct {
            struct node *parent;       /* NULL for the root */
            struct dir_entry *entries; /* in order of cookies */
            uint32_t n, cap;
            uint64_t last_cookie;
        } dir;
        struct {
            char *target; /* NUL-terminated */
            size_t len;
        } link;
    };
};

struct mount {
    char *path; /* canonical: "" for the root, else "/a/b" */
    size_t len;
    struct fs_port port;
};

enum handle_kind { HANDLE_FREE, HANDLE_MEMORY, HANDLE_MOUNT, HANDLE_DIR, HANDLE_STALE };

struct handle {
    enum handle_kind kind;
    unsigned flags;      /* enum vfs_open */
    struct node *node;   /* MEMORY */
    struct mount *mount; /* MOUNT */
    uint32_t file;       /* MOUNT: the back end's number */
    char *path;          /* DIR, MOUNT and STALE: absolute, owned */
};

struct vfs {
    struct account *account;
    uint64_t (*now)(void *ctx);
    void *now_ctx;
    struct node *root; /* NULL until used */
    uint64_t last_inode;
    struct mount *mounts; /* VFS_MOUNTS_MAX of them, NULL until used */
    uint32_t n_mounts;
    struct handle *handles; /* NULL until used */
    uint32_t n_handles;
};

/* Memory that is charged to the vfs's account, a flat overhead for the allocator included. */
void *vfs_alloc(struct vfs *vfs, size_t size); /* zeroed; NULL when refused */
void *vfs_resize_memory(struct vfs *vfs, void *old, size_t old_size, size_t size);
void vfs_release(struct vfs *vfs, void *ptr, size_t size);
char *vfs_copy_text(struct vfs *vfs, const char *text, size_t len); /* release with len + 1 */

/* vfs_tree.c */
struct node *tree_root(struct vfs *vfs); /* makes "/" and "/tmp" on first use; NULL = no memory */
struct node *tree_node_new(struct vfs *vfs, enum vfs_type type);
void tree_node_unref(struct vfs *vfs, struct node *node); /* frees when nothing refers to it */
struct dir_entry *tree_find(struct node *dir, struct slice name);
enum wasi_errno tree_add(struct vfs *vfs, struct node *dir, struct slice name, struct node *node);
void tree_remove(struct vfs *vfs, struct node *dir, struct dir_entry *entry);
void tree_free(struct vfs *vfs);
bool tree_fits(const struct node *node, unsigned levels); /* at most so many levels deep */
enum wasi_errno tree_file_resize(struct vfs *vfs, struct node *file, uint64_t size);
enum wasi_errno tree_file_write(struct vfs *vfs, struct node *file, uint64_t off,
                                const uint8_t *bytes, size_t len, size_t *done);
size_t tree_file_read(const struct node *file, uint64_t off, uint8_t *out, size_t len);
void tree_stat(const struct node *node, struct vfs_stat *out);
size_t tree_list(const struct node *dir, uint64_t cookie, struct vfs_entry *out, size_t max);
void tree_touch(struct vfs *vfs, struct node *node); /* content changed now */
void tree_set_times(struct vfs *vfs, struct node *node, uint64_t atime_ns, uint64_t mtime_ns);

/* Where a path leads. Exactly one of the two worlds: in a mount (`mount` set), or in memory. */
struct place {
    char path[VFS_PATH_MAX + 1]; /* canonical, "" = root */
    size_t len;
    unsigned depth; /* components of path */
    bool exists;
    bool must_be_dir; /* the path ended in '/', "." or ".." */
    bool dot_end;     /* the path ended in "." or ".." */
    enum vfs_type type;
    struct mount *mount;
    struct node *node;   /* memory: what is there, NULL when missing */
    struct node *parent; /* memory: the directory that names it, or would; NULL for the root */
};

/* WASI_SUCCESS also when the last component is missing (place->exists says). */
enum wasi_errno vfs_resolve(struct vfs *vfs, const struct vfs_at *at, struct place *out);
const char *place_in_mount(const struct place *place); /* path as the port wants it */
struct slice place_name(const struct place *place);    /* last component */
bool place_is_mount_point(const struct place *place);
bool vfs_path_is_beneath(const char *path, const char *dir); /* or equal */
bool vfs_name_valid(struct slice name); /* one component that a tree may hold */

/* vfs.c */
enum wasi_errno vfs_handle_new(struct vfs *vfs, struct handle **out, uint32_t *number);
struct handle *vfs_handle(struct vfs *vfs, uint32_t number);    /* NULL when not open */
struct handle *vfs_handle_at(struct vfs *vfs, uint32_t number); /* for restoring: free slot */
enum wasi_errno vfs_handle_on_mount(struct vfs *vfs, struct handle *handle, struct mount *mount,
                                    const char *path, unsigned flags);

#endif
