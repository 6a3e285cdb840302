/* SPDX-License-Identifier: Apache-2.0 */
/* How a URL and its searchParams keep each other up to date. */
#ifndef JS_WEB_URL_H
#define JS_WEB_URL_H

#include "base/slice.h"
#include "quickjs.h"

struct params;

struct url {
    void *url;             /* ada_url */
    JSValue params_object; /* undefined until searchParams is asked for */
    struct params *params; /* of that object; NULL when it is gone */
};

struct params {
    void *list;        /* ada_url_search_params */
    struct url *owner; /* NULL: stands alone, or its URL is gone */
};

/* The searchParams object of `owner`. */
JSValue params_new_for(JSContext *ctx, struct url *owner, struct slice query);
/* The URL's query changed. */
void params_replace(struct params *params, struct slice query);
/* The params changed: their text becomes the URL's query. */
void url_set_query(struct url *owner, struct slice query);

#endif
