/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `troupe run`: one row each, with the function that takes its value. */
#include "cli/config.h"

#include "cli/value.h"

static tr_rc no_memory(struct tr_err *err)
{
    return tr_fail(err, TR_E_NO_MEMORY, "out of memory");
}

bool list_add(struct list *list, const char *text)
{
    const char **items = realloc(list->items, (list->n + 2) * sizeof(*items));
    if (!items)
        return false;
    list->items = items;
    items[list->n++] = text;
    items[list->n] = NULL;
    return true;
}

const char *config_own(struct config *config, char *text)
{
    if (text && list_add(&config->owned, text))
        return text;
    free(text);
    return NULL;
}

void config_done(struct config *config)
{
    for (unsigned i = 0; i < config->owned.n; i++)
        free((char *)(uintptr_t)config->owned.items[i]);
    free(config->owned.items);
    free(config->env.items);
    free(config->modules.items);
    free(config->dirs);
}

static tr_rc take_timeout(void *ctx, const char *value, struct tr_err *err)
{
    return value_duration(value, &((struct config *)ctx)->run.limits.time_ns, err);
}

static tr_rc take_memory(void *ctx, const char *value, struct tr_err *err)
{
    return value_size(value, &((struct config *)ctx)->run.limits.memory_bytes, err);
}

static tr_rc take_stack(void *ctx, const char *value, struct tr_err *err)
{
    return value_size(value, &((struct config *)ctx)->run.limits.stack_bytes, err);
}

static tr_rc take_output(void *ctx, const char *value, struct tr_err *err)
{
    return value_size(value, &((struct config *)ctx)->run.limits.output_bytes, err);
}

static tr_rc take_source(void *ctx, const char *value, struct tr_err *err)
{
    return value_size(value, &((struct config *)ctx)->run.limits.source_bytes, err);
}

static tr_rc take_files(void *ctx, const char *value, struct tr_err *err)
{
    return value_size(value, &((struct config *)ctx)->run.limits.files_bytes, err);
}

static tr_rc take_timers(void *ctx, const char *value, struct tr_err *err)
{
    return value_count(value, &((struct config *)ctx)->run.limits.timers, err);
}

static tr_rc take_input(void *ctx, const char *value, struct tr_err *err)
{
    (void)err;
    ((struct config *)ctx)->input = value;
    return TR_OK;
}

static tr_rc take_module(void *ctx, const char *value, struct tr_err *err)
{
    struct config *config = ctx;
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || equals[1] == '\0')
        return tr_fail(err, TR_E_USAGE, "\"%s\" is not NAME=PATH", value);
    return list_add(&config->modules, value) ? TR_OK : no_memory(err);
}

/* "KEY=VALUE", or "KEY": the value it has here. */
static tr_rc take_env(void *ctx, const char *value, struct tr_err *err)
{
    struct config *config = ctx;
    char *pair = NULL;
    if (value[0] == '=' || value[0] == '\0')
        return tr_fail(err, TR_E_USAGE, "\"%s\" has no name", value);
    if (strchr(value, '='))
        return list_add(&config->env, value) ? TR_OK : no_memory(err);
    const char *here = getenv(value);
    if (!here)
        return tr_fail(err, TR_E_USAGE, "%s is not set here; write %s=VALUE", value, value);
    if (asprintf(&pair, "%s=%s", value, here) < 0)
        return no_memory(err);
    const char *owned = config_own(config, pair);
    return owned && list_add(&config->env, owned) ? TR_OK : no_memory(err);
}

/* Cuts ":ro", ":rw" or ":overlay" off the guest path. */
static tr_rc take_dir_mode(char *guest, enum tr_dir_mode *out, struct tr_err *err)
{
    static const struct {
        const char *name;
        enum tr_dir_mode mode;
    } modes[] = {{"ro", TR_DIR_RO}, {"rw", TR_DIR_RW}, {"overlay", TR_DIR_OVERLAY}};
    char *colon = strrchr(guest, ':');
    *out = TR_DIR_RO;
    if (!colon)
        return TR_OK;
    for (size_t i = 0; i < TR_ARRAY_LEN(modes); i++)
        if (strcmp(colon + 1, modes[i].name) == 0) {
            *colon = '\0';
            *out = modes[i].mode;
            return TR_OK;
        }
    return tr_fail(err, TR_E_USAGE, "\"%s\" is no mode; write ro, rw or overlay", colon + 1);
}

static tr_rc take_dir(void *ctx, const char *value, struct tr_err *err)
{
    struct config *config = ctx;
    struct tr_dir dir;
    char *host = strdup(value);
    if (!config_own(config, host))
        return no_memory(err);
    char *split = strstr(host, "::");
    if (!split || split == host || split[2] != '/')
        return tr_fail(err, TR_E_USAGE,
                       "\"%s\" is not HOST::GUEST[:ro|rw|overlay] with an absolute GUEST", value);
    *split = '\0';
    TR_TRY(take_dir_mode(split + 2, &dir.mode, err));
    dir.host = host;
    dir.guest = split + 2;
    struct tr_dir *dirs = realloc(config->dirs, (config->run.n_dirs + 1) * sizeof(*dirs));
    if (!dirs)
        return no_memory(err);
    dirs[config->run.n_dirs++] = dir;
    config->dirs = dirs;
    config->run.dirs = dirs;
    return TR_OK;
}

static tr_rc take_clock(void *ctx, const char *value, struct tr_err *err)
{
    struct config *config = ctx;
    config->run.fixed_clock = true;
    config->clock_now = strcmp(value, "fixed") == 0;
    return config->clock_now ? TR_OK : value_time(value, &config->run.clock_ns, err);
}

static tr_rc take_seed(void *ctx, const char *value, struct tr_err *err)
{
    struct config *config = ctx;
    const char *end;
    config->run.fixed_seed = true;
    TR_TRY(value_integer(value, &end, &config->run.seed[0], err));
    if (*end == ',')
        TR_TRY(value_integer(end + 1, &end, &config->run.seed[1], err));
    return *end == '\0' ? TR_OK : tr_fail(err, TR_E_USAGE, "\"%s\" is not N or N,M", value);
}

static tr_rc take_allow(void *ctx, const char *value, struct tr_err *err)
{
    if (strcmp(value, "imports") != 0)
        return tr_fail(err, TR_E_USAGE, "there is no grant \"%s\"; there is: imports", value);
    ((struct config *)ctx)->allow_imports = true;
    return TR_OK;
}

static tr_rc take_artifacts(void *ctx, const char *value, struct tr_err *err)
{
    (void)err;
    ((struct config *)ctx)->artifacts_dir = value;
    return TR_OK;
}

static tr_rc take_json(void *ctx, const char *value, struct tr_err *err)
{
    (void)value;
    (void)err;
    ((struct config *)ctx)->json = true;
    return TR_OK;
}

static tr_rc take_quiet(void *ctx, const char *value, struct tr_err *err)
{
    (void)value;
    (void)err;
    ((struct config *)ctx)->quiet = true;
    return TR_OK;
}

const struct option config_options[] = {
    {"--input", "JSON|@FILE|-", "input of the program: a JSON value, a file, or standard input",
     "file", false, take_input},
    {"--json", NULL, "print one JSON object about the run instead of streaming its output", NULL,
     false, take_json},
    {"--quiet", NULL, "do not print the result", NULL, false, take_quiet},
    {"--timeout", "TIME", "time limit of the run, waiting included (5s)", NULL, false,
     take_timeout},
    {"--memory", "SIZE", "memory limit of the program (64MiB)", NULL, false, take_memory},
    {"--stack-limit", "SIZE", "call stack of a JavaScript program (1MiB)", NULL, false, take_stack},
    {"--output-limit", "SIZE",
     "limit of each of standard output, standard error, logs and result (1MiB)", NULL, false,
     take_output},
    {"--source-limit", "SIZE", "limit of all source files together (4MiB)", NULL, false,
     take_source},
    {"--files-limit", "SIZE", "limit of virtual files and artifacts (64MiB)", NULL, false,
     take_files},
    {"--timers-limit", "N", "timers and calls that may wait at one time (10000)", NULL, false,
     take_timers},
    {"--module", "NAME=PATH", "a further source file that the program may import as NAME", "file",
     true, take_module},
    {"--allow", "imports", "grant relative imports of files in the program's own directory",
     "imports", true, take_allow},
    {"--env", "KEY[=VALUE]", "an environment variable; without a value, the one it has here", NULL,
     true, take_env},
    {"--dir", "HOST::GUEST[:MODE]",
     "show the directory HOST as GUEST; MODE is ro (default), rw, or overlay (writes are dropped)",
     "dir", true, take_dir},
    {"--clock", "fixed|TIME", "let the program's clock stand still, now or at an ISO 8601 time",
     "fixed", false, take_clock},
    {"--seed", "N[,M]", "seed of the program's random numbers, for equal runs", NULL, false,
     take_seed},
    {"--artifacts", "DIR", "write what the program produced as artifacts into DIR", "dir", false,
     take_artifacts},
    {0},
};
