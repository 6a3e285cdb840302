/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An image is written once into a memfd, which is then sealed against writing, growing and
 * shrinking: no bug of ours and no compromised neighbour can change what later sandboxes start
 * from, and no slot can meet a bus error because the file got shorter.
 */
#include "engine/image.h"

#include "base/limits.h"
#include "base/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A language's heap goes on right after its last live byte; these pages are dirtied by most runs,
 * and only mapped pages can be hot. */
#define SLACK_BYTES (512 * KIB)
#define HOT_BYTES   (512 * KIB)
#define IMAGE_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

static const uint8_t zero_page[HOST_PAGE_BYTES] __attribute__((aligned(HOST_PAGE_BYTES)));

/* Without the zeros at both ends; they are most of a language's memory (its stack). */
static struct image_content trimmed(const struct image_content *content)
{
    struct image_content t = *content;
    while (t.bytes.len > 0 && t.bytes.ptr[t.bytes.len - 1] == 0)
        t.bytes.len--;
    size_t n = 0;
    while (n < t.bytes.len && t.bytes.ptr[n] == 0)
        n++;
    t.bytes = slice_from(t.bytes, n);
    t.start = t.bytes.len ? t.start + n : 0;
    return t;
}

static size_t mapped_size(size_t used, size_t initial_bytes)
{
    if (used == 0)
        return 0;
    size_t n = (used + SLACK_BYTES + HOST_PAGE_BYTES - 1) & ~(size_t)(HOST_PAGE_BYTES - 1);
    return n < initial_bytes ? n : initial_bytes;
}

static tr_rc write_all(int fd, size_t start, struct slice bytes, struct tr_err *err)
{
    while (bytes.len > 0) {
        ssize_t n = pwrite(fd, bytes.ptr, bytes.len, (off_t)start);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return tr_fail_sys(err, TR_E_IO, errno, "cannot write an image to memory");
        bytes = slice_from(bytes, (size_t)n);
        start += (size_t)n;
    }
    return TR_OK;
}

/* Zero pages stay holes: they cost no memory until somebody reads them. */
static tr_rc write_used(int fd, const struct image_content *used, struct tr_err *err)
{
    size_t done = 0, run = 0; /* [done, run) is to be written */
    while (run < used->bytes.len) {
        size_t left = used->bytes.len - run;
        size_t step = HOST_PAGE_BYTES - (used->start + run) % HOST_PAGE_BYTES;
        step = step < left ? step : left;
        if (memcmp(used->bytes.ptr + run, zero_page, step) != 0) {
            run += step;
            continue;
        }
        TR_TRY(
            write_all(fd, used->start + done, slice_make(used->bytes.ptr + done, run - done), err));
        run += step;
        done = run;
    }
    return write_all(fd, used->start + done, slice_make(used->bytes.ptr + done, run - done), err);
}

static tr_rc image_map(struct image *image, const struct image_content *used, struct tr_err *err)
{
    image->fd = memfd_create("troupe-image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (image->fd < 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot create a memory file for an image");
    if (ftruncate(image->fd, (off_t)image->mapped_bytes) != 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot size a memory file");
    TR_TRY(write_used(image->fd, used, err));
    if (fcntl(image->fd, F_ADD_SEALS, IMAGE_SEALS) != 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot seal an image");
    void *map = mmap(NULL, image->mapped_bytes, PROT_READ, MAP_SHARED, image->fd, 0);
    if (map == MAP_FAILED)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot map an image");
    image->bytes = map;
    return TR_OK;
}

/* What two images must share for a state of one to fit the other. */
static struct hash image_hash(const struct image *image, const struct image_content *used)
{
    struct buf head = BUF_INIT(MIB);
    (void)buf_printf(&head, "troupe image 1 %zu %zu %zu", used->initial_bytes, used->start,
                     used->bytes.len);
    for (uint32_t i = 0; i < image->n_globals; i++)
        (void)buf_printf(&head, " %u:%u:%llx", image->globals[i].index, image->globals[i].type,
                         (unsigned long long)image->globals[i].bits);
    struct hash hash = hash_of_parts((struct slice[]){buf_slice(&head), used->bytes}, 2);
    buf_done(&head);
    return hash;
}

static tr_rc image_fill(struct image *image, const struct image_content *content,
                        struct tr_err *err)
{
    struct image_content used = trimmed(content);
    if (used.bytes.len > IMAGE_BYTES_MAX)
        return tr_fail(err, TR_E_LIMIT,
                       "the module's data spans %zu bytes of memory, the limit is %llu",
                       used.bytes.len, (unsigned long long)IMAGE_BYTES_MAX);
    image->initial_bytes = used.initial_bytes;
    image->used_start = used.start;
    image->used_bytes = used.bytes.len;
    image->mapped_bytes = mapped_size(used.start + used.bytes.len, used.initial_bytes);
    image->globals = calloc(used.n_globals ? used.n_globals : 1, sizeof *image->globals);
    if (!image->globals)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for an image");
    for (uint32_t i = 0; i < used.n_globals; i++)
        image->globals[i] = used.globals[i];
    image->n_globals = used.n_globals;
    if (image->mapped_bytes)
        TR_TRY(image_map(image, &used, err));
    image->hash = used.hash ? *used.hash : image_hash(image, &used);
    return TR_OK;
}

tr_rc image_new(const struct image_content *content, uint64_t hot_bytes, struct image **out,
                struct tr_err *err)
{
    struct image *image = calloc(1, sizeof *image);
    if (!image)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for an image");
    image->fd = -1;
    image->hot_max = (uint32_t)((hot_bytes ? hot_bytes : HOT_BYTES) >> HOST_PAGE_SHIFT);
    pthread_mutex_init(&image->lock, NULL);
    tr_rc rc = image_fill(image, content, err);
    if (rc != TR_OK) {
        image_free(image);
        return rc;
    }
    *out = image;
    return TR_OK;
}

struct image_content image_content(const struct image *image)
{
    return (struct image_content){
        .initial_bytes = image->initial_bytes,
        .start = image->used_start,
        .bytes = slice_make(image->used_bytes ? image->bytes + image->used_start : NULL,
                            image->used_bytes),
        .globals = image->globals,
        .n_globals = image->n_globals,
        .hash = &image->hash};
}

void image_free(struct image *image)
{
    if (!image)
        return;
    if (image->bytes)
        munmap((void *)(uintptr_t)image->bytes, image->mapped_bytes);
    if (image->fd >= 0)
        close(image->fd);
    free(image->globals);
    pthread_mutex_destroy(&image->lock);
    free(image);
}

const uint8_t *image_page(const struct image *image, uint32_t page)
{
    size_t off = (size_t)page << HOST_PAGE_SHIFT;
    return off < image->mapped_bytes ? image->bytes + off : zero_page;
}
