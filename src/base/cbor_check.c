/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether bytes are exactly one value of the profile (docs/formats/value.md).
 *
 * cbor_next judges each head. What only shows in a whole value is judged here, in one pass with an
 * explicit stack: nesting, what may stand in which tag (one table), references to what was shared
 * before, and the keys of maps, none of them twice.
 *
 * Keys are compared by their encodings. Sorted maps need only the key before. Of other maps the
 * keys are noted while the map is open; when it closes they are sorted, unless they came sorted, so
 * that a hostile map costs n log n and no more. The note is 16 bytes for each key of an open map.
 */
#include "base/cbor.h"

#include "base/limits.h"

#include <stdlib.h>

#define MAY(type)  (1U << (type))
#define ANY        (MAY(CBOR_TYPE_MAX) - 1)
#define NUMBER     (MAY(CBOR_UINT) | MAY(CBOR_NEGINT) | MAY(CBOR_FLOAT))
#define CONTAINER  (MAY(CBOR_ARRAY) | MAY(CBOR_MAP) | MAY(CBOR_BYTES) | MAY(CBOR_TAG))
#define LIST_ITEMS 4

/* What may stand in a tag. Arrays with a row of items have fixed roles and at most so many items;
 * byte strings are whole multiples of `unit`. */
struct tag_rule {
    uint64_t tag;
    unsigned content;
    unsigned unit;
    uint64_t least_items;
    unsigned items[LIST_ITEMS];
};

static const struct tag_rule tag_rules[] = {
    {.tag = CBOR_TAG_DATE_TEXT, .content = MAY(CBOR_TEXT)},
    {.tag = CBOR_TAG_DATE_EPOCH, .content = NUMBER},
    {.tag = CBOR_TAG_BIG, .content = MAY(CBOR_BYTES)},
    {.tag = CBOR_TAG_BIG_NEGATIVE, .content = MAY(CBOR_BYTES)},
    {.tag = CBOR_TAG_OBJECT,
     .content = MAY(CBOR_ARRAY),
     .least_items = 2,
     .items = {MAY(CBOR_TEXT), MAY(CBOR_TEXT) | MAY(CBOR_BYTES), MAY(CBOR_MAP), ANY}},
    {.tag = CBOR_TAG_SHARED, .content = CONTAINER},
    {.tag = CBOR_TAG_REFERENCE, .content = MAY(CBOR_UINT)},
    {.tag = CBOR_TAG_UINT8, .content = MAY(CBOR_BYTES), .unit = 1},
    {.tag = CBOR_TAG_UINT8_CLAMPED, .content = MAY(CBOR_BYTES), .unit = 1},
    {.tag = CBOR_TAG_UINT16, .content = MAY(CBOR_BYTES), .unit = 2},
    {.tag = CBOR_TAG_UINT32, .content = MAY(CBOR_BYTES), .unit = 4},
    {.tag = CBOR_TAG_UINT64, .content = MAY(CBOR_BYTES), .unit = 8},
    {.tag = CBOR_TAG_INT8, .content = MAY(CBOR_BYTES), .unit = 1},
    {.tag = CBOR_TAG_INT16, .content = MAY(CBOR_BYTES), .unit = 2},
    {.tag = CBOR_TAG_INT32, .content = MAY(CBOR_BYTES), .unit = 4},
    {.tag = CBOR_TAG_INT64, .content = MAY(CBOR_BYTES), .unit = 8},
    {.tag = CBOR_TAG_FLOAT16, .content = MAY(CBOR_BYTES), .unit = 2},
    {.tag = CBOR_TAG_FLOAT32, .content = MAY(CBOR_BYTES), .unit = 4},
    {.tag = CBOR_TAG_FLOAT64, .content = MAY(CBOR_BYTES), .unit = 8},
    {.tag = CBOR_TAG_SET, .content = MAY(CBOR_ARRAY)},
    {.tag = CBOR_TAG_MAP, .content = MAY(CBOR_MAP) | MAY(CBOR_ARRAY)},
    {.tag = CBOR_TAG_REGEXP,
     .content = MAY(CBOR_ARRAY),
     .least_items = 2,
     .items = {MAY(CBOR_TEXT), MAY(CBOR_TEXT)}},
};

/* An encoded key. */
struct key {
    size_t at;
    size_t len;
};

/* An item whose parts are being read. */
struct frame {
    enum cbor_type type;         /* ARRAY, MAP or TAG */
    const struct tag_rule *rule; /* of a tag, and of the item right inside a tag; or NULL */
    uint64_t count;              /* of parts: a pair of a map has two */
    uint64_t done;
    size_t key_at;    /* MAP: where the key at hand begins */
    struct key last;  /* MAP: the key before, empty at first */
    size_t first_key; /* MAP: of its keys in check.keys, as a byte offset */
    bool sorted;      /* MAP: as far as read */
};

struct check {
    struct cbor_reader in;
    enum cbor_order order;
    struct buf keys; /* of struct key: those of open maps, innermost last */
    uint64_t n_shared;
    uint64_t items_left; /* that it may have */
    size_t depth;
    struct frame frames[CBOR_DEPTH_MAX + 1]; /* the first is a list of one: the whole value */
    struct tr_err *err;
};

static tr_rc invalid(const struct check *c, size_t at, const char *why)
{
    return tr_fail_offset(c->err, TR_E_INVALID, at, "CBOR, byte %zu: %s", at, why);
}

static const struct tag_rule *rule_of(uint64_t tag)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(tag_rules); i++)
        if (tag_rules[i].tag == tag)
            return &tag_rules[i];
    return NULL;
}

static int compare_keys(const uint8_t *bytes, const struct key *a, const struct key *b)
{
    const size_t len = a->len < b->len ? a->len : b->len;
    const int order = memcmp(bytes + a->at, bytes + b->at, len);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Sifts keys[root] down; children of i are 2i+1 and 2i+2. */
static void sift(struct key *keys, size_t root, size_t n, const uint8_t *bytes)
{
    for (size_t child = 2 * root + 1; child < n; root = child, child = 2 * root + 1) {
        if (child + 1 < n && compare_keys(bytes, &keys[child], &keys[child + 1]) < 0)
            child++;
        if (compare_keys(bytes, &keys[root], &keys[child]) >= 0)
            return;
        const struct key larger = keys[child];
        keys[child] = keys[root];
        keys[root] = larger;
    }
}

/* A heap sort: qsort has no place for `bytes` in portable C, and no bound on its time. */
static void sort_keys(struct key *keys, size_t n, const uint8_t *bytes)
{
    for (size_t i = n / 2; i > 0; i--)
        sift(keys, i - 1, n, bytes);
    for (size_t end = n; end > 1; end--) {
        const struct key largest = keys[0];
        keys[0] = keys[end - 1];
        keys[end - 1] = largest;
        sift(keys, 0, end - 1, bytes);
    }
}

/* All keys of the map are known. */
static tr_rc end_map(struct check *c, const struct frame *map)
{
    if (map->sorted) {
        c->keys.len = map->first_key;
        return TR_OK;
    }
    struct key *keys = (struct key *)(void *)(c->keys.ptr + map->first_key);
    const size_t n = (c->keys.len - map->first_key) / sizeof(*keys);
    const uint8_t *bytes = c->in.in.in.ptr;
    sort_keys(keys, n, bytes);
    for (size_t i = 1; i < n; i++)
        if (compare_keys(bytes, &keys[i - 1], &keys[i]) == 0)
            return invalid(c, keys[i - 1].at > keys[i].at ? keys[i - 1].at : keys[i].at,
                           "a key that the map has already");
    c->keys.len = map->first_key;
    return TR_OK;
}

/* The key at hand of `map` ends here. */
static tr_rc end_key(struct check *c, struct frame *map)
{
    const struct key key = {.at = map->key_at, .len = c->in.in.pos - map->key_at};
    if (map->last.len > 0) {
        const int order = compare_keys(c->in.in.in.ptr, &map->last, &key);
        if (order == 0)
            return invalid(c, key.at, "a key that the map has already");
        if (order > 0 && c->order == CBOR_ORDER_SORTED)
            return invalid(c, key.at, "a key that is not in order");
        map->sorted = map->sorted && order < 0;
    }
    map->last = key;
    if (c->order == CBOR_ORDER_ANY && !buf_append(&c->keys, &key, sizeof(key)))
        return tr_fail(c->err, TR_E_NO_MEMORY, "no memory to check a map");
    return TR_OK;
}

/* What may follow in `frame`. */
static unsigned allowed_part(const struct check *c, const struct frame *frame)
{
    if (frame->type == CBOR_TAG)
        return frame->rule->content;
    if (frame->type == CBOR_ARRAY && frame->rule && frame->rule->items[0])
        return frame->rule->items[frame->done];
    const bool is_key = frame->type == CBOR_MAP && frame->done % 2 == 0;
    const bool any_key =
        c->order == CBOR_ORDER_SORTED || (frame->rule && frame->rule->tag == CBOR_TAG_MAP);
    return is_key && !any_key ? MAY(CBOR_TEXT) : ANY;
}

static tr_rc check_tag(struct check *c, const struct frame *parent, const struct cbor_item *item,
                       size_t at)
{
    const struct tag_rule *rule = rule_of(item->uint);
    if (!rule)
        return invalid(c, at, "a tag outside the profile");
    const bool sharing = rule->tag == CBOR_TAG_SHARED || rule->tag == CBOR_TAG_REFERENCE;
    if (parent->type == CBOR_TAG && sharing)
        return invalid(c, at, "a shared reference in a shared reference");
    if (rule->tag == CBOR_TAG_SHARED)
        c->n_shared++;
    return TR_OK;
}

/* What the rule of the tag around `item` says about its size or value. */
static tr_rc check_tagged(struct check *c, const struct tag_rule *rule,
                          const struct cbor_item *item, size_t at)
{
    const bool big = rule->tag == CBOR_TAG_BIG || rule->tag == CBOR_TAG_BIG_NEGATIVE;
    if (big && item->data.len > 0 && item->data.ptr[0] == 0)
        return invalid(c, at, "a big integer with a leading zero byte");
    if (rule->unit && item->data.len % rule->unit != 0)
        return invalid(c, at, "a typed array that ends inside an element");
    if (rule->tag == CBOR_TAG_REFERENCE && item->uint >= c->n_shared)
        return invalid(c, at, "a reference to a value that was not shared before");
    if (rule->tag == CBOR_TAG_MAP && item->type == CBOR_ARRAY && item->uint % 2 != 0)
        return invalid(c, at, "a key without its value");
    if (!rule->items[0])
        return TR_OK;
    const uint64_t most = rule->items[2] ? LIST_ITEMS : 2;
    if (item->uint < rule->least_items || item->uint > most)
        return invalid(c, at, "an array of the wrong length for its tag");
    return TR_OK;
}

/* Opens `item`, a part of the frame on top, if it has parts itself. */
static tr_rc open_item(struct check *c, const struct cbor_item *item, size_t at)
{
    const struct frame *parent = &c->frames[c->depth];
    struct frame frame = {.type = item->type, .sorted = true, .first_key = c->keys.len};
    if (parent->type == CBOR_TAG)
        frame.rule = parent->rule;
    switch (item->type) {
    case CBOR_TAG:
        TR_TRY(check_tag(c, parent, item, at));
        frame.rule = rule_of(item->uint);
        frame.count = 1;
        break;
    case CBOR_ARRAY:
        frame.count = item->uint;
        break;
    case CBOR_MAP:
        frame.count = 2 * item->uint;
        break;
    default:
        return TR_OK;
    }
    if (c->depth == CBOR_DEPTH_MAX)
        return invalid(c, at, "nested too deep");
    c->frames[++c->depth] = frame;
    return TR_OK;
}

/* Reads one more part of the frame on top. */
static tr_rc check_part(struct check *c)
{
    struct frame *frame = &c->frames[c->depth];
    const size_t at = c->in.in.pos;
    struct cbor_item item;
    if (frame->type == CBOR_MAP) {
        if (frame->done % 2 == 0)
            frame->key_at = at;
        else
            TR_TRY(end_key(c, frame));
    }
    if (c->items_left-- == 0)
        return invalid(c, at, "too many items");
    if (!cbor_next(&c->in, &item))
        return invalid(c, at, c->in.in.failed ? c->in.why : "the value ends too early");
    if (!(allowed_part(c, frame) & MAY(item.type)))
        return invalid(c, at,
                       frame->type == CBOR_MAP ? "a key that is not text, without tag 259"
                                               : "an item that cannot stand in this tag");
    if (frame->type == CBOR_TAG)
        TR_TRY(check_tagged(c, frame->rule, &item, at));
    frame->done++;
    return open_item(c, &item, at);
}

static void check_done(struct check *c)
{
    buf_done(&c->keys);
}

tr_rc cbor_check(struct slice bytes, enum cbor_order order, struct tr_err *err)
{
    return cbor_check_items(bytes, order, UINT64_MAX, err);
}

tr_rc cbor_check_items(struct slice bytes, enum cbor_order order, uint64_t items_max,
                       struct tr_err *err)
{
    struct check c TR_CLEANUP(check_done);
    c.in = cbor_reader_of(bytes);
    c.order = order;
    c.keys = BUF_INIT(SIZE_MAX);
    c.n_shared = 0;
    c.items_left = items_max;
    c.depth = 0;
    c.frames[0] = (struct frame){.type = CBOR_ARRAY, .count = 1};
    c.err = err;
    for (;;) {
        const struct frame *frame = &c.frames[c.depth];
        if (frame->done < frame->count) {
            TR_TRY(check_part(&c));
            continue;
        }
        if (frame->type == CBOR_MAP)
            TR_TRY(end_map(&c, frame));
        if (c.depth == 0)
            break;
        c.depth--;
    }
    return reader_at_end(&c.in.in) ? TR_OK : invalid(&c, c.in.in.pos, "bytes after the value");
}
