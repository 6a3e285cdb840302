/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual files in the state record. One CBOR array of five:
 *
 *     last inode number
 *     nodes:   [type, inode, atime, mtime, ctime, data] each; data is the content of a file
 * (bytes), the target of a link (bytes), the last cookie of a directory. Node 0 is the root; no
 * nodes at all: the tree was never used names:   [directory, name, node, cookie] each; a directory
 * is named before it names others handles: [number, kind, flags, node or path] each, kinds of enum
 * handle_kind mounts:  their paths, which must be the same when the state is restored
 *
 * Nodes are numbered in tree order, open files without a name last. The reader trusts nothing: a
 * record that names a directory twice, goes deeper than VFS_DEPTH_MAX, repeats a name or leaves a
 * node without name and handle is TR_E_CORRUPT, and the vfs is empty again.
 */
#include "base/cbor.h"
#include "guest/vfs_priv.h"

#include <stdlib.h>

#define STATE_FIELDS     5
#define NODE_FIELDS      6
#define NAME_FIELDS      4
#define HANDLE_FIELDS    4
#define HANDLE_FLAGS_MAX (2 * VFS_NOFOLLOW - 1)
#define COOKIE_MAX       (UINT64_MAX / 4) /* leaves room to go on counting */

struct capture {
    struct buf *out;
    uint32_t n_nodes; /* numbered so far; a node's mark is its number + 1 */
    uint32_t n_written;
    uint64_t n_names;
};

typedef void (*node_visitor)(struct capture *capture, struct node *node);

/* The tree in order, then what only handles hold. A node with two names is visited twice. The depth
 * of the recursion is that of the tree. */
static void visit_tree(struct capture *capture, struct node *node, node_visitor visit)
{
    visit(capture, node);
    for (uint32_t i = 0; node->type == VFS_DIR && i < node->dir.n; i++)
        visit_tree(capture, node->dir.entries[i].node, visit);
}

static void visit_all(struct vfs *vfs, struct capture *capture, node_visitor visit)
{
    if (vfs->root)
        visit_tree(capture, vfs->root, visit);
    for (uint32_t i = 0; i < vfs->n_handles; i++)
        if (vfs->handles[i].kind == HANDLE_MEMORY)
            visit(capture, vfs->handles[i].node);
}

static void visit_clear(struct capture *capture, struct node *node)
{
    (void)capture;
    node->mark = 0;
}

static void visit_number(struct capture *capture, struct node *node)
{
    if (node->mark == 0)
        node->mark = ++capture->n_nodes;
    capture->n_names += node->type == VFS_DIR ? node->dir.n : 0;
}

static void visit_write(struct capture *capture, struct node *node)
{
    if (node->mark != capture->n_written + 1)
        return;
    capture->n_written++;
    cbor_put_array(capture->out, NODE_FIELDS);
    cbor_put_uint(capture->out, node->type);
    cbor_put_uint(capture->out, node->inode);
    cbor_put_uint(capture->out, node->atime_ns);
    cbor_put_uint(capture->out, node->mtime_ns);
    cbor_put_uint(capture->out, node->ctime_ns);
    if (node->type == VFS_DIR)
        cbor_put_uint(capture->out, node->dir.last_cookie);
    else if (node->type == VFS_FILE)
        cbor_put_bytes(capture->out, slice_make(node->file.bytes, node->file.size));
    else
        cbor_put_bytes(capture->out, slice_make(node->link.target, node->link.len));
}

static void visit_names(struct capture *capture, struct node *node)
{
    for (uint32_t i = 0; node->type == VFS_DIR && i < node->dir.n; i++) {
        const struct dir_entry *entry = &node->dir.entries[i];
        cbor_put_array(capture->out, NAME_FIELDS);
        cbor_put_uint(capture->out, node->mark - 1);
        cbor_put_text(capture->out, slice_make(entry->name, entry->name_len));
        cbor_put_uint(capture->out, entry->node->mark - 1);
        cbor_put_uint(capture->out, entry->cookie);
    }
}

static void put_handles(struct vfs *vfs, struct buf *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < vfs->n_handles; i++)
        n += vfs->handles[i].kind != HANDLE_FREE;
    cbor_put_array(out, n);
    for (uint32_t i = 0; i < vfs->n_handles; i++) {
        const struct handle *handle = &vfs->handles[i];
        if (handle->kind == HANDLE_FREE)
            continue;
        cbor_put_array(out, HANDLE_FIELDS);
        cbor_put_uint(out, i);
        cbor_put_uint(out, handle->kind);
        cbor_put_uint(out, handle->flags);
        if (handle->kind == HANDLE_MEMORY)
            cbor_put_uint(out, handle->node->mark - 1);
        else
            cbor_put_str(out, handle->path);
    }
}

void vfs_capture(struct vfs *vfs, struct buf *out)
{
    struct capture capture = {.out = out};
    visit_all(vfs, &capture, visit_clear);
    visit_all(vfs, &capture, visit_number);
    cbor_put_array(out, STATE_FIELDS);
    cbor_put_uint(out, vfs->last_inode);
    cbor_put_array(out, capture.n_nodes);
    visit_all(vfs, &capture, visit_write);
    cbor_put_array(out, capture.n_names);
    visit_all(vfs, &capture, visit_names);
    put_handles(vfs, out);
    cbor_put_array(out, vfs->n_mounts);
    for (uint32_t i = 0; i < vfs->n_mounts; i++)
        cbor_put_str(out, vfs->mounts[i].path);
}

/* ---- Restoring ---- */

struct restore {
    struct vfs *vfs;
    struct cbor_reader in;
    /* n_nodes of them, NULL when not read yet. Not charged: a guest that is at its limit must come
     * back, and there are at most as many as the record has bytes. */
    struct node **nodes;
    uint64_t n_nodes;
    const char *wrong; /* why the record is refused; NULL = malformed */
    bool no_memory;
};

static bool wrong(struct restore *r, const char *why)
{
    r->wrong = why;
    return false;
}

static bool no_memory(struct restore *r)
{
    r->no_memory = true;
    return false;
}

static bool take(struct restore *r, enum cbor_type type, struct cbor_item *out)
{
    return cbor_next(&r->in, out) && out->type == type;
}

static bool take_uint(struct restore *r, uint64_t *out)
{
    struct cbor_item item;
    if (!take(r, CBOR_UINT, &item))
        return false;
    *out = item.uint;
    return true;
}

/* An array's head; its length to *count, or checked against it. */
static bool take_array(struct restore *r, uint64_t *count)
{
    struct cbor_item item;
    if (!take(r, CBOR_ARRAY, &item))
        return false;
    *count = item.uint;
    return true;
}

static bool take_record(struct restore *r, uint64_t fields)
{
    uint64_t count;
    return take_array(r, &count) && count == fields;
}

static bool read_data(struct restore *r, struct node *node)
{
    struct cbor_item item;
    if (node->type == VFS_DIR)
        return take_uint(r, &node->dir.last_cookie) &&
               (node->dir.last_cookie <= COOKIE_MAX || wrong(r, "a cookie is too large"));
    if (!take(r, CBOR_BYTES, &item))
        return false;
    if (node->type == VFS_FILE) {
        size_t done;
        return tree_file_write(r->vfs, node, 0, item.data.ptr, item.data.len, &done) ==
                   WASI_SUCCESS ||
               no_memory(r);
    }
    if (item.data.len == 0 || item.data.len > VFS_PATH_MAX)
        return wrong(r, "a link's target is empty or too long");
    node->link.target = vfs_copy_text(r->vfs, (const char *)item.data.ptr, item.data.len);
    node->link.len = node->link.target ? item.data.len : 0;
    return node->link.target || no_memory(r);
}

struct times {
    uint64_t atime_ns, mtime_ns, ctime_ns;
};

static bool read_node_head(struct restore *r, uint64_t *type, uint64_t *inode, struct times *times)
{
    return take_record(r, NODE_FIELDS) && take_uint(r, type) && take_uint(r, inode) &&
           take_uint(r, &times->atime_ns) && take_uint(r, &times->mtime_ns) &&
           take_uint(r, &times->ctime_ns);
}

static bool read_nodes(struct restore *r)
{
    if (!take_array(r, &r->n_nodes))
        return false;
    if (r->n_nodes == 0)
        return true;
    r->nodes = calloc(r->n_nodes, sizeof *r->nodes);
    if (!r->nodes) {
        r->n_nodes = 0;
        return no_memory(r);
    }
    for (uint64_t i = 0; i < r->n_nodes; i++) {
        uint64_t type, inode;
        struct times times;
        if (!read_node_head(r, &type, &inode, &times))
            return false;
        if (type > VFS_LINK || (i == 0 && type != VFS_DIR))
            return wrong(r, "a node has an unknown type");
        struct node *node = r->nodes[i] = tree_node_new(r->vfs, (enum vfs_type)type);
        if (!node)
            return no_memory(r);
        node->inode = inode;
        if (!read_data(r, node))
            return false;
    }
    r->nodes[0]->n_names = 1;
    return true;
}

static unsigned depth_of(const struct node *dir)
{
    unsigned depth = 0;
    for (; dir->dir.parent; dir = dir->dir.parent)
        depth++;
    return depth;
}

static bool read_name(struct restore *r)
{
    uint64_t dir_index, node_index, cookie;
    struct cbor_item name;
    if (!take_record(r, NAME_FIELDS) || !take_uint(r, &dir_index) || !take(r, CBOR_TEXT, &name) ||
        !take_uint(r, &node_index) || !take_uint(r, &cookie))
        return false;
    if (dir_index >= r->n_nodes || node_index >= r->n_nodes || node_index == 0)
        return wrong(r, "a name refers to no node");
    struct node *dir = r->nodes[dir_index], *node = r->nodes[node_index];
    if (dir->type != VFS_DIR || dir->n_names == 0 || depth_of(dir) >= VFS_DEPTH_MAX)
        return wrong(r, "a name is not in a directory of the tree");
    if (node->type == VFS_DIR && node->n_names > 0)
        return wrong(r, "a directory has two names");
    if (!vfs_name_valid(name.data) || tree_find(dir, name.data))
        return wrong(r, "a name is invalid or twice in its directory");
    uint64_t last = dir->dir.last_cookie;
    uint64_t before = dir->dir.n > 0 ? dir->dir.entries[dir->dir.n - 1].cookie : 0;
    if (cookie <= before || cookie > last)
        return wrong(r, "the names of a directory are out of order");
    dir->dir.last_cookie = cookie - 1;
    enum wasi_errno error = tree_add(r->vfs, dir, name.data, node);
    dir->dir.last_cookie = last;
    return error == WASI_SUCCESS || no_memory(r);
}

static bool read_names(struct restore *r)
{
    uint64_t count;
    if (!take_array(r, &count))
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!read_name(r))
            return false;
    return true;
}

static struct mount *mount_of(struct vfs *vfs, const char *path)
{
    struct mount *best = NULL;
    for (uint32_t i = 0; i < vfs->n_mounts; i++)
        if (vfs_path_is_beneath(path, vfs->mounts[i].path) &&
            (!best || vfs->mounts[i].len > best->len))
            best = &vfs->mounts[i];
    return best;
}

/* A handle that is known by its path. One on a mount is opened again, without making or emptying
 * anything; what cannot be opened is stale. */
static bool restore_path_handle(struct restore *r, struct handle *handle, enum handle_kind kind,
                                unsigned flags, struct slice path)
{
    if (path.len > VFS_PATH_MAX ||
        (path.len > 0 && (path.ptr[0] != '/' || memchr(path.ptr, 0, path.len))))
        return wrong(r, "a handle's path is invalid");
    char *text = vfs_copy_text(r->vfs, (const char *)path.ptr, path.len);
    if (!text)
        return no_memory(r);
    if (kind == HANDLE_MOUNT) {
        struct mount *mount = mount_of(r->vfs, text);
        unsigned again = flags & ~(unsigned)(VFS_CREATE | VFS_EXCL | VFS_TRUNC);
        if (mount && vfs_handle_on_mount(r->vfs, handle, mount, text, again) == WASI_SUCCESS) {
            vfs_release(r->vfs, text, path.len + 1);
            return true;
        }
        kind = HANDLE_STALE;
    }
    *handle = (struct handle){.kind = kind, .flags = flags, .path = text};
    return true;
}

static bool read_handle(struct restore *r)
{
    uint64_t number, kind, flags;
    struct cbor_item what;
    if (!take_record(r, HANDLE_FIELDS) || !take_uint(r, &number) || !take_uint(r, &kind) ||
        !take_uint(r, &flags) || !cbor_next(&r->in, &what))
        return false;
    if (number >= VFS_HANDLES_MAX || kind == HANDLE_FREE || kind > HANDLE_STALE ||
        flags > HANDLE_FLAGS_MAX || vfs_handle(r->vfs, (uint32_t)number))
        return wrong(r, "a handle is invalid or open twice");
    struct handle *handle = vfs_handle_at(r->vfs, (uint32_t)number);
    if (!handle)
        return no_memory(r);
    if (kind != HANDLE_MEMORY)
        return what.type == CBOR_TEXT &&
               restore_path_handle(r, handle, (enum handle_kind)kind, (unsigned)flags, what.data);
    if (what.type != CBOR_UINT || what.uint >= r->n_nodes || r->nodes[what.uint]->type != VFS_FILE)
        return wrong(r, "a handle refers to no file");
    *handle = (struct handle){
        .kind = HANDLE_MEMORY, .flags = (unsigned)flags, .node = r->nodes[what.uint]};
    handle->node->n_open++;
    return true;
}

static bool read_handles(struct restore *r)
{
    uint64_t count;
    if (!take_array(r, &count))
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!read_handle(r))
            return false;
    return true;
}

static bool check_mounts(struct restore *r)
{
    uint64_t count;
    struct cbor_item path;
    if (!take_array(r, &count))
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!take(r, CBOR_TEXT, &path))
            return false;
        else if (i >= r->vfs->n_mounts || !slice_is(path.data, r->vfs->mounts[i].path))
            return wrong(r, "the mounts are not those of the state");
    return count == r->vfs->n_mounts || wrong(r, "the mounts are not those of the state");
}

/* Adding names has changed the times: reads them once more. Every node must be held by now. */
static bool settle(struct restore *r, struct cbor_reader at_nodes)
{
    struct cbor_reader end = r->in;
    uint64_t count, type, inode;
    struct times times;
    r->in = at_nodes;
    if (!take_array(r, &count))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        struct node *node = r->nodes[i];
        if (!read_node_head(r, &type, &inode, &times))
            return false;
        (void)cbor_skip(&r->in);
        if (node->n_names == 0 && node->n_open == 0)
            return wrong(r, "a node has neither name nor handle");
        node->atime_ns = times.atime_ns;
        node->mtime_ns = times.mtime_ns;
        node->ctime_ns = times.ctime_ns;
    }
    r->in = end;
    return true;
}

static bool read_state(struct restore *r)
{
    uint64_t last_inode;
    if (!take_record(r, STATE_FIELDS) || !take_uint(r, &last_inode))
        return false;
    struct cbor_reader at_nodes = r->in;
    if (!read_nodes(r) || !read_names(r) || !read_handles(r) || !check_mounts(r) ||
        !settle(r, at_nodes))
        return false;
    r->vfs->last_inode = last_inode;
    return reader_at_end(&r->in.in);
}

/* Takes everything back that was read so far. */
static void undo(struct restore *r)
{
    struct vfs *vfs = r->vfs;
    for (uint32_t i = 0; i < vfs->n_handles; i++)
        if (vfs_handle(vfs, i) && vfs->handles[i].kind != HANDLE_MEMORY)
            (void)vfs_close(vfs, i);
    if (vfs->n_handles > 0)
        memset(vfs->handles, 0, vfs->n_handles * sizeof *vfs->handles);
    for (uint64_t i = 0; i < r->n_nodes && r->nodes[i]; i++) {
        struct node *node = r->nodes[i];
        for (uint32_t k = 0; node->type == VFS_DIR && k < node->dir.n; k++)
            vfs_release(vfs, node->dir.entries[k].name, (size_t)node->dir.entries[k].name_len + 1);
    }
    for (uint64_t i = 0; i < r->n_nodes && r->nodes[i]; i++) {
        r->nodes[i]->n_names = r->nodes[i]->n_open = 0;
        tree_node_unref(vfs, r->nodes[i]);
    }
    vfs->last_inode = 0;
}

tr_rc vfs_restore(struct vfs *vfs, struct slice state, struct tr_err *err)
{
    struct restore r = {.vfs = vfs, .in = cbor_reader_of(state)};
    for (uint32_t i = 0; i < vfs->n_handles; i++)
        if (vfs_handle(vfs, i))
            return tr_fail(err, TR_E_USAGE, "files are open already");
    tree_free(vfs); /* what mounting has made; the record has it too */
    bool ok = read_state(&r);
    if (ok && r.n_nodes > 0)
        vfs->root = r.nodes[0];
    if (!ok)
        undo(&r);
    free(r.nodes);
    if (ok)
        return TR_OK;
    if (r.no_memory)
        return tr_fail(err, TR_E_LIMIT, "the files of the state exceed the files limit");
    return tr_fail_offset(err, TR_E_CORRUPT, r.in.in.pos, "state of the virtual files: %s",
                          r.wrong ? r.wrong : "malformed");
}
