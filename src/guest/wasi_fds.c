/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's descriptor table: 0, 1 and 2 are the standard streams, 3 is the preopened root of the
 * virtual files, further ones come from path_open, always the lowest free number. A descriptor has
 * rights; a function that lacks one answers WASI_ENOTCAPABLE, and a descriptor opened through a
 * directory never gets more than the directory passes on. The table is made on first use.
 *
 * In the state record: null, or an array of
 * [fd, kind, flags, rights, inheriting rights, handle, offset, preopen bool].
 */
#include "base/cbor.h"
#include "guest/wasi.h"

#include <stdlib.h>

#define FDS_FIRST    8
#define STATE_FIELDS 8

struct wasi_fds {
    struct wasi_fd *list;
    uint32_t n;
};

bool wasi_fd_is_stream(const struct wasi_fd *fd)
{
    return fd->kind == WASI_FD_STDIN || fd->kind == WASI_FD_STDOUT || fd->kind == WASI_FD_STDERR;
}

static bool grow(struct guest *guest, uint32_t n)
{
    struct wasi_fds *fds = guest->fds;
    size_t old_size = fds->n * sizeof *fds->list, size = n * sizeof *fds->list;
    if (n > WASI_FDS_MAX || !account_charge(&guest->account, size - old_size))
        return false;
    struct wasi_fd *list = realloc(fds->list, size);
    if (!list) {
        account_release(&guest->account, size - old_size);
        return false;
    }
    memset(list + fds->n, 0, size - old_size);
    fds->list = list;
    fds->n = n;
    return true;
}

static void open_standard(struct guest *guest)
{
    struct wasi_fd *list = guest->fds->list;
    list[0] = (struct wasi_fd){.kind = WASI_FD_STDIN, .rights = RIGHTS_STREAM | RIGHT(FD_READ)};
    list[1] = (struct wasi_fd){.kind = WASI_FD_STDOUT, .rights = RIGHTS_STREAM | RIGHT(FD_WRITE)};
    list[2] = (struct wasi_fd){.kind = WASI_FD_STDERR, .rights = RIGHTS_STREAM | RIGHT(FD_WRITE)};
    uint32_t handle;
    struct vfs_at root = {.dir = "", .path = slice_str(".")};
    if (vfs_open(guest->vfs, root, VFS_READ | VFS_DIRECTORY, &handle) == WASI_SUCCESS)
        list[WASI_FD_PREOPEN] = (struct wasi_fd){
            .kind = WASI_FD_DIR,
            .preopen = true,
            .handle = handle,
            .rights = RIGHTS_DIR,
            .rights_inheriting = RIGHTS_ALL,
        };
}

static bool table_new(struct guest *guest)
{
    if (!account_charge(&guest->account, sizeof *guest->fds))
        return false;
    guest->fds = calloc(1, sizeof *guest->fds);
    if (guest->fds && grow(guest, FDS_FIRST))
        return true;
    free(TR_TAKE(guest->fds));
    account_release(&guest->account, sizeof *guest->fds);
    return false;
}

static bool table_ready(struct guest *guest)
{
    if (guest->fds)
        return true;
    if (!table_new(guest))
        return false;
    open_standard(guest);
    return true;
}

void wasi_fds_free(struct guest *guest)
{
    if (!guest->fds)
        return;
    account_release(&guest->account, sizeof *guest->fds + guest->fds->n * sizeof *guest->fds->list);
    free(guest->fds->list);
    free(TR_TAKE(guest->fds));
}

struct wasi_fd *wasi_fd_find(struct guest *guest, uint32_t fd)
{
    if (!table_ready(guest) || fd >= guest->fds->n || guest->fds->list[fd].kind == WASI_FD_FREE)
        return NULL;
    return &guest->fds->list[fd];
}

enum wasi_errno wasi_fd_get(struct guest *guest, uint32_t fd, uint64_t rights, struct wasi_fd **out)
{
    *out = wasi_fd_find(guest, fd);
    if (!*out)
        return WASI_EBADF;
    return ((*out)->rights & rights) == rights ? WASI_SUCCESS : WASI_ENOTCAPABLE;
}

enum wasi_errno wasi_fd_get_file(struct guest *guest, uint32_t fd, uint64_t rights,
                                 struct wasi_fd **out)
{
    *out = wasi_fd_find(guest, fd);
    if (!*out)
        return WASI_EBADF;
    if ((*out)->kind == WASI_FD_DIR)
        return WASI_EISDIR;
    if (wasi_fd_is_stream(*out))
        return WASI_ESPIPE;
    return ((*out)->rights & rights) == rights ? WASI_SUCCESS : WASI_ENOTCAPABLE;
}

enum wasi_errno wasi_fd_new(struct guest *guest, const struct wasi_fd *init, uint32_t *fd)
{
    uint32_t i = 0;
    if (!table_ready(guest))
        return WASI_ENOMEM;
    while (i < guest->fds->n && guest->fds->list[i].kind != WASI_FD_FREE)
        i++;
    if (i >= WASI_FDS_MAX)
        return WASI_EMFILE;
    if (i == guest->fds->n && !grow(guest, 2 * guest->fds->n))
        return WASI_ENOMEM;
    guest->fds->list[i] = *init;
    *fd = i;
    return WASI_SUCCESS;
}

enum wasi_errno wasi_fd_put(struct guest *guest, uint32_t fd, const struct wasi_fd *init)
{
    if (!table_ready(guest) || fd >= guest->fds->n || guest->fds->list[fd].kind != WASI_FD_FREE)
        return WASI_EBADF;
    guest->fds->list[fd] = *init;
    return WASI_SUCCESS;
}

enum wasi_errno wasi_fd_close_one(struct guest *guest, uint32_t number)
{
    struct wasi_fd *fd = wasi_fd_find(guest, number);
    if (!fd)
        return WASI_EBADF;
    if (!wasi_fd_is_stream(fd))
        (void)vfs_close(guest->vfs, fd->handle);
    *fd = (struct wasi_fd){0};
    return WASI_SUCCESS;
}

void wasi_fds_capture(struct guest *guest, struct buf *out)
{
    uint32_t n_open = 0;
    if (!guest->fds) {
        cbor_put_null(out);
        return;
    }
    for (uint32_t i = 0; i < guest->fds->n; i++)
        n_open += guest->fds->list[i].kind != WASI_FD_FREE;
    cbor_put_array(out, n_open);
    for (uint32_t i = 0; i < guest->fds->n; i++) {
        const struct wasi_fd *fd = &guest->fds->list[i];
        if (fd->kind == WASI_FD_FREE)
            continue;
        cbor_put_array(out, STATE_FIELDS);
        cbor_put_uint(out, i);
        cbor_put_uint(out, fd->kind);
        cbor_put_uint(out, fd->flags);
        cbor_put_uint(out, fd->rights);
        cbor_put_uint(out, fd->rights_inheriting);
        cbor_put_uint(out, fd->handle);
        cbor_put_uint(out, fd->offset);
        cbor_put_bool(out, fd->preopen);
    }
}

/* The seven numbers and the bool of one descriptor. */
static bool read_record(struct cbor_reader *in, uint64_t numbers[7], bool *preopen)
{
    struct cbor_item item;
    if (!cbor_next(in, &item) || item.type != CBOR_ARRAY || item.uint != STATE_FIELDS)
        return false;
    for (unsigned i = 0; i < 7; i++) {
        if (!cbor_next(in, &item) || item.type != CBOR_UINT)
            return false;
        numbers[i] = item.uint;
    }
    if (!cbor_next(in, &item) || item.type != CBOR_BOOL)
        return false;
    *preopen = item.uint != 0;
    return true;
}

static bool restore_one(struct guest *guest, struct cbor_reader *in)
{
    uint64_t v[7];
    bool preopen;
    if (!read_record(in, v, &preopen))
        return false;
    if (v[0] >= WASI_FDS_MAX || v[1] == WASI_FD_FREE || v[1] >= WASI_FD_KIND_MAX ||
        v[2] > FDFLAGS_ALL || v[3] > RIGHTS_ALL || v[4] > RIGHTS_ALL || v[5] >= VFS_HANDLES_MAX)
        return false;
    uint32_t number = (uint32_t)v[0], n = guest->fds->n;
    while (n <= number)
        n *= 2;
    if ((n > guest->fds->n && !grow(guest, n)) || guest->fds->list[number].kind != WASI_FD_FREE)
        return false;
    guest->fds->list[number] = (struct wasi_fd){
        .kind = (enum wasi_fd_kind)v[1],
        .preopen = preopen,
        .flags = (uint16_t)v[2],
        .rights = v[3],
        .rights_inheriting = v[4],
        .handle = (uint32_t)v[5],
        .offset = v[6],
    };
    return true;
}

tr_rc wasi_fds_restore(struct guest *guest, struct slice state, struct tr_err *err)
{
    struct cbor_reader in = cbor_reader_of(state);
    struct cbor_item head;
    if (guest->fds)
        return tr_fail(err, TR_E_USAGE, "descriptors are open already");
    if (cbor_next(&in, &head) && head.type == CBOR_NULL)
        return TR_OK;
    if (in.in.failed || head.type != CBOR_ARRAY)
        return tr_fail(err, TR_E_CORRUPT, "the descriptors of the state are no array");
    if (!table_new(guest))
        return tr_fail(err, TR_E_LIMIT, "no memory for the descriptors");
    for (uint64_t i = 0; i < head.uint; i++)
        if (!restore_one(guest, &in))
            return tr_fail_offset(err, TR_E_CORRUPT, in.in.pos,
                                  "a descriptor of the state is invalid or does not fit");
    return TR_OK;
}
