/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TextDecoder for UTF-8, UTF-16 and windows-1252, which is what "latin1" and "ascii" mean on the
 * web (https://encoding.spec.whatwg.org/).
 *
 * Every decoder turns bytes into UTF-8 and leaves what may be the beginning of a character, at most
 * three bytes, to the next call with {stream: true}. Malformed UTF-8 gives one U+FFFD for each
 * longest prefix of a possible character, as the standard demands.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "web_parts.h"
#include <ctype.h>

#define TEXT_BYTES_MAX  ((size_t)1 << 31)
#define LABEL_BYTES_MAX 32
#define PENDING_MAX     3
#define REPLACEMENT     0xfffd

struct decoder;
/* Decodes as much as possible. False: malformed, and the decoder is fatal. */
typedef bool decode_fn(struct decoder *d, struct slice in, bool more, struct buf *out);

struct decoder {
    decode_fn *decode;
    const char *name;
    bool fatal, ignore_bom, started;
    uint8_t pending[PENDING_MAX];
    uint8_t n_pending;
};

static JSClassID decoder_id;

/* ---- decoders ---- */

static void put_code_point(struct buf *out, uint32_t code_point)
{
    uint8_t bytes[4];
    buf_append(out, bytes, utf8_encode(code_point, bytes));
}

static void keep(struct decoder *d, struct slice rest)
{
    memcpy(d->pending, rest.ptr, rest.len);
    d->n_pending = (uint8_t)rest.len;
}

/* Length of the longest prefix of `in` that begins some character, at least 1; *whole: the input
 * ended before a byte that is wrong. Its first bytes are known not to be a valid character. */
static size_t broken_prefix(struct slice in, bool *cut_off)
{
    uint8_t lead = in.ptr[0];
    size_t need = lead >= 0xf0 && lead <= 0xf4   ? 4
                  : lead >= 0xe0 && lead <= 0xef ? 3
                  : lead >= 0xc2 && lead <= 0xdf ? 2
                                                 : 1;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    size_t len = 1;
    while (len < need && len < in.len && in.ptr[len] >= low && in.ptr[len] <= high) {
        low = 0x80;
        high = 0xbf;
        len++;
    }
    *cut_off = len == in.len && len < need;
    return len;
}

static bool decode_utf8(struct decoder *d, struct slice in, bool more, struct buf *out)
{
    while (in.len > 0) {
        size_t valid = utf8_valid_prefix(in);
        buf_append(out, in.ptr, valid);
        in = slice_from(in, valid);
        if (in.len == 0)
            break;
        bool cut_off;
        size_t broken = broken_prefix(in, &cut_off);
        if (cut_off && more) {
            keep(d, in);
            break;
        }
        if (d->fatal)
            return false;
        put_code_point(out, REPLACEMENT);
        in = slice_from(in, broken);
    }
    return true;
}

void web_decode_lossy(struct slice bytes, struct buf *out)
{
    struct decoder lossy = {0};
    decode_utf8(&lossy, bytes, false, out);
}

static bool decode_utf16(struct decoder *d, struct slice in, bool more, struct buf *out,
                         bool big_endian)
{
    size_t pos = 0;
    while (pos + 2 <= in.len) {
        const uint8_t *p = in.ptr + pos;
        uint32_t unit = big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
        bool lead = unit >= 0xd800 && unit < 0xdc00, tail = unit >= 0xdc00 && unit < 0xe000;
        if (lead && pos + 4 > in.len && more)
            break;
        if (lead && pos + 4 <= in.len) {
            uint32_t next = big_endian ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
            if (next >= 0xdc00 && next < 0xe000) {
                put_code_point(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
                pos += 4;
                continue;
            }
        }
        if (d->fatal && (lead || tail))
            return false;
        put_code_point(out, lead || tail ? REPLACEMENT : unit);
        pos += 2;
    }
    if (pos == in.len)
        return true;
    if (more)
        keep(d, slice_from(in, pos));
    else
        put_code_point(out, REPLACEMENT);
    return more || !d->fatal;
}

static bool decode_utf16le(struct decoder *d, struct slice in, bool more, struct buf *out)
{
    return decode_utf16(d, in, more, out, false);
}

static bool decode_utf16be(struct decoder *d, struct slice in, bool more, struct buf *out)
{
    return decode_utf16(d, in, more, out, true);
}

static bool decode_windows_1252(struct decoder *d, struct slice in, bool more, struct buf *out)
{
    static const uint16_t c1[32] = {
        0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
        0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
    };
    (void)d;
    (void)more;
    for (size_t i = 0; i < in.len; i++) {
        uint8_t byte = in.ptr[i];
        put_code_point(out, byte >= 0x80 && byte < 0xa0 ? c1[byte - 0x80] : byte);
    }
    return true;
}

/* ---- labels ---- */

struct label {
    const char *label, *name;
    decode_fn *decode;
};

#define UTF8_LABEL(text)           \
    {                              \
        text, "utf-8", decode_utf8 \
    }
#define UTF16LE_LABEL(text)              \
    {                                    \
        text, "utf-16le", decode_utf16le \
    }
#define UTF16BE_LABEL(text)              \
    {                                    \
        text, "utf-16be", decode_utf16be \
    }
#define WINDOWS_1252_LABEL(text)                  \
    {                                             \
        text, "windows-1252", decode_windows_1252 \
    }

static const struct label labels[] = {
    UTF8_LABEL("utf-8"),
    UTF8_LABEL("utf8"),
    UTF8_LABEL("unicode-1-1-utf-8"),
    UTF8_LABEL("unicode11utf8"),
    UTF8_LABEL("unicode20utf8"),
    UTF8_LABEL("x-unicode20utf8"),
    UTF16LE_LABEL("utf-16le"),
    UTF16LE_LABEL("utf-16"),
    UTF16LE_LABEL("ucs-2"),
    UTF16LE_LABEL("unicode"),
    UTF16LE_LABEL("csunicode"),
    UTF16LE_LABEL("iso-10646-ucs-2"),
    UTF16LE_LABEL("unicodefeff"),
    UTF16BE_LABEL("utf-16be"),
    UTF16BE_LABEL("unicodefffe"),
    WINDOWS_1252_LABEL("windows-1252"),
    WINDOWS_1252_LABEL("latin1"),
    WINDOWS_1252_LABEL("iso-8859-1"),
    WINDOWS_1252_LABEL("ascii"),
    WINDOWS_1252_LABEL("us-ascii"),
    WINDOWS_1252_LABEL("l1"),
    WINDOWS_1252_LABEL("cp1252"),
    WINDOWS_1252_LABEL("x-cp1252"),
    WINDOWS_1252_LABEL("cp819"),
    WINDOWS_1252_LABEL("ibm819"),
    WINDOWS_1252_LABEL("iso8859-1"),
    WINDOWS_1252_LABEL("iso88591"),
    WINDOWS_1252_LABEL("iso_8859-1"),
    WINDOWS_1252_LABEL("iso_8859-1:1987"),
    WINDOWS_1252_LABEL("iso-ir-100"),
    WINDOWS_1252_LABEL("csisolatin1"),
    WINDOWS_1252_LABEL("ansi_x3.4-1968"),
};

/* Spaces around a label and its case do not count. */
static const struct label *find_label(struct slice text)
{
    char lower[LABEL_BYTES_MAX];
    while (text.len > 0 && text.ptr[0] < 0x80 && isspace(text.ptr[0]))
        text = slice_from(text, 1);
    while (text.len > 0 && text.ptr[text.len - 1] < 0x80 && isspace(text.ptr[text.len - 1]))
        text.len--;
    if (text.len > sizeof(lower))
        return NULL;
    for (size_t i = 0; i < text.len; i++)
        lower[i] = (char)(text.ptr[i] < 0x80 ? tolower(text.ptr[i]) : text.ptr[i]);
    for (size_t i = 0; i < TR_ARRAY_LEN(labels); i++) {
        if (slice_is(slice_make(lower, text.len), labels[i].label))
            return &labels[i];
    }
    return NULL;
}

/* ---- the class ---- */

static bool read_flag(JSContext *ctx, JSValueConst options, const char *name, bool *out)
{
    if (JS_IsUndefined(options) || JS_IsNull(options))
        return true;
    JSValue value = JS_GetPropertyStr(ctx, options, name);
    if (JS_IsException(value))
        return false;
    *out = JS_ToBool(ctx, value) > 0;
    JS_FreeValue(ctx, value);
    return true;
}

static bool check_options(JSContext *ctx, JSValueConst options)
{
    if (JS_IsUndefined(options) || JS_IsNull(options) || JS_IsObject(options))
        return true;
    web_throw_type(ctx, "ERR_INVALID_ARG_TYPE", "The \"options\" argument must be of type object");
    return false;
}

static const struct label *read_label(JSContext *ctx, JSValueConst value)
{
    if (JS_IsUndefined(value))
        return &labels[0];
    size_t len;
    const char *text = JS_ToCStringLen(ctx, &len, value);
    if (!text)
        return NULL;
    const struct label *label = find_label(slice_make(text, len));
    if (!label) {
        JSValue error = JS_NewRangeError(ctx, "The \"%.64s\" encoding is not supported", text);
        JS_DefinePropertyValueStr(ctx, error, "code",
                                  JS_NewString(ctx, "ERR_ENCODING_NOT_SUPPORTED"), JS_PROP_C_W_E);
        JS_Throw(ctx, error);
    }
    JS_FreeCString(ctx, text);
    return label;
}

static JSValue decoder_new(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv)
{
    JSValueConst options = argc > 1 ? argv[1] : JS_UNDEFINED;
    const struct label *label = read_label(ctx, argc > 0 ? argv[0] : JS_UNDEFINED);
    struct decoder read = {0};
    if (!label || !check_options(ctx, options) || !read_flag(ctx, options, "fatal", &read.fatal) ||
        !read_flag(ctx, options, "ignoreBOM", &read.ignore_bom))
        return JS_EXCEPTION;
    read.decode = label->decode;
    read.name = label->name;
    JSValue object = web_class_new(ctx, new_target, decoder_id);
    struct decoder *d = JS_IsException(object) ? NULL : js_malloc(ctx, sizeof(*d));
    if (!d) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    *d = read;
    JS_SetOpaque(object, d);
    return object;
}

static void decoder_finalize(JSRuntime *rt, JSValueConst object)
{
    js_free_rt(rt, JS_GetOpaque(object, decoder_id));
}

static struct slice without_bom(struct decoder *d, const struct buf *text)
{
    static const uint8_t bom[] = {0xef, 0xbb, 0xbf};
    struct slice s = buf_slice(text);
    bool first = !d->started && s.len > 0;
    d->started = d->started || s.len > 0;
    if (first && !d->ignore_bom && s.len >= 3 && memcmp(s.ptr, bom, 3) == 0)
        return slice_from(s, 3);
    return s;
}

/* What the last call kept stands before the new bytes. */
static JSValue decode_all(JSContext *ctx, struct decoder *d, struct slice bytes, bool more)
{
    struct buf joined = BUF_INIT(TEXT_BYTES_MAX), text = BUF_INIT(TEXT_BYTES_MAX);
    if (d->n_pending > 0) {
        buf_append(&joined, d->pending, d->n_pending);
        buf_append_slice(&joined, bytes);
        bytes = buf_slice(&joined);
        d->n_pending = 0;
    }
    JSValue result = JS_EXCEPTION;
    bool ok = !joined.failed && d->decode(d, bytes, more, &text);
    if (joined.failed || text.failed) {
        JS_ThrowOutOfMemory(ctx);
    } else if (!ok) {
        d->n_pending = 0;
        d->started = false;
        char message[80];
        snprintf(message, sizeof(message), "The encoded data was not valid for encoding %s",
                 d->name);
        web_throw_type(ctx, "ERR_ENCODING_INVALID_ENCODED_DATA", message);
    } else {
        struct slice s = without_bom(d, &text);
        result = JS_NewStringLen(ctx, s.len ? (const char *)s.ptr : "", s.len);
        d->started = d->started && more;
    }
    buf_done(&joined);
    buf_done(&text);
    return result;
}

/* decode(bytes, {stream}) */
static JSValue decoder_decode(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    struct decoder *d = JS_GetOpaque2(ctx, self, decoder_id);
    JSValueConst options = argc > 1 ? argv[1] : JS_UNDEFINED;
    struct slice bytes = {0};
    bool more = false;
    if (!d || !check_options(ctx, options) || !read_flag(ctx, options, "stream", &more))
        return JS_EXCEPTION;
    if (argc > 0 && !JS_IsUndefined(argv[0]) && !web_bytes(ctx, argv[0], &bytes))
        return JS_EXCEPTION;
    bool whole = d->n_pending == 0 && !more && d->decode == decode_utf8;
    bool bom = bytes.len > 0 && bytes.ptr[0] == 0xef;
    if (whole && !bom && utf8_valid(bytes)) { /* the usual case, without a copy */
        d->started = false;
        return JS_NewStringLen(ctx, bytes.len ? (const char *)bytes.ptr : "", bytes.len);
    }
    return decode_all(ctx, d, bytes, more);
}

static JSValue decoder_encoding(JSContext *ctx, JSValueConst self)
{
    struct decoder *d = JS_GetOpaque2(ctx, self, decoder_id);
    return d ? JS_NewString(ctx, d->name) : JS_EXCEPTION;
}

static JSValue decoder_fatal(JSContext *ctx, JSValueConst self)
{
    struct decoder *d = JS_GetOpaque2(ctx, self, decoder_id);
    return d ? JS_NewBool(ctx, d->fatal) : JS_EXCEPTION;
}

static JSValue decoder_ignore_bom(JSContext *ctx, JSValueConst self)
{
    struct decoder *d = JS_GetOpaque2(ctx, self, decoder_id);
    return d ? JS_NewBool(ctx, d->ignore_bom) : JS_EXCEPTION;
}

int web_decoder_init(JSContext *ctx, JSValueConst natives)
{
    (void)natives;
    static const JSCFunctionListEntry members[] = {
        WEB_METHOD("decode", 0, decoder_decode),
        WEB_GETTER("encoding", decoder_encoding),
        WEB_GETTER("fatal", decoder_fatal),
        WEB_GETTER("ignoreBOM", decoder_ignore_bom),
        WEB_TAG("TextDecoder"),
    };
    const struct web_class class = {
        .id = &decoder_id,
        .def = {.class_name = "TextDecoder", .finalizer = decoder_finalize},
        .constructor = decoder_new,
        .members = members,
        .n_members = TR_ARRAY_LEN(members),
    };
    return web_class_define(ctx, &class);
}
