/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `troupe run`: reads the program, runs it through the public interface, shows what comes.
 *
 * Everything happens on one thread with a deep stack, so a run needs no hand-over; a second, tiny
 * thread waits for signals. The first SIGINT or SIGTERM cancels the run, which then ends with its
 * outcome; the next one, or one before the program runs, ends the command.
 */
#include "base/limits.h"
#include "base/os.h"
#include "cli/config.h"
#include "cli/show.h"

#include <libgen.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* Programs and inputs are read whole before their limits are known to the layers below. */
#define FILE_BYTES_MAX  (64 * MIB)
#define INPUT_BYTES_MAX (256 * MIB)

struct run_command {
    const struct verb *verb;
    struct config config;
    struct show show;
    const char *file;
    char **args; /* the program's, ended by NULL */
    tr_runtime *runtime;
    tr_program *program;
    struct buf source; /* the file's bytes */
    bool is_text;      /* they are no binary */
    atomic_bool running;
    bool stdin_taken; /* program or input came from there */
    int code;
};

/* Whether what stands between FILE and a later "--" is nothing but options. */
static bool options_follow(const struct verb *verb, int argc, char **argv, int at)
{
    while (at < argc && argv[at][0] == '-' && strcmp(argv[at], "--") != 0) {
        const struct option *option = option_find(verb, argv[at]);
        if (!option)
            return false;
        at += option->value && !strchr(argv[at], '=') ? 2 : 1;
    }
    return at < argc && strcmp(argv[at], "--") == 0;
}

/* `troupe run [OPTIONS] FILE [ARGS]` or `troupe run [OPTIONS] FILE [OPTIONS] -- [ARGS]`. */
static tr_rc read_command_line(struct run_command *command, int argc, char **argv,
                               struct tr_err *err)
{
    int at = 1;
    bool stop;
    TR_TRY(options_parse(command->verb, argc, argv, &at, &stop, &command->config, err));
    if (at >= argc)
        return tr_fail(err, TR_E_USAGE, "no program given: name a file, or - for standard input");
    command->file = argv[at++];
    if (!stop && options_follow(command->verb, argc, argv, at))
        TR_TRY(options_parse(command->verb, argc, argv, &at, &stop, &command->config, err));
    command->args = argv + at;
    return TR_OK;
}

/* A program rarely takes an option that is spelt like one of ours. */
static void warn_late_option(const struct run_command *command)
{
    const char *first = command->args[0];
    if (first && strcmp(first, "--") != 0 && first[0] == '-' && option_find(command->verb, first) &&
        isatty(STDERR_FILENO))
        complain(0, "note: %s stands after the program and was passed to it", first);
}

static tr_rc kind_of(const char *file, struct slice bytes, enum tr_kind *out, struct tr_err *err)
{
    static const struct {
        const char *suffix;
        enum tr_kind kind;
    } kinds[] = {{".js", TR_JAVASCRIPT},
                 {".mjs", TR_JAVASCRIPT_MODULE},
                 {".wasm", TR_WASM},
                 {".wat", TR_WAT}};
    if (bytes.len >= 4 && memcmp(bytes.ptr, "\0asm", 4) == 0) {
        *out = TR_WASM;
        return TR_OK;
    }
    if (strcmp(file, "-") == 0) {
        *out = TR_JAVASCRIPT;
        return TR_OK;
    }
    const char *dot = strrchr(file, '.');
    for (size_t i = 0; dot && i < TR_ARRAY_LEN(kinds); i++)
        if (strcmp(dot, kinds[i].suffix) == 0) {
            *out = kinds[i].kind;
            return TR_OK;
        }
    return tr_fail(err, TR_E_USAGE, "%s is none of .js, .mjs, .wasm, .wat", file);
}

static tr_rc read_stdin_once(struct run_command *command, struct buf *out, struct tr_err *err)
{
    if (command->stdin_taken)
        return tr_fail(err, TR_E_USAGE, "program and input cannot both be standard input");
    command->stdin_taken = true;
    return os_read_file("-", out, err);
}

static tr_rc add_modules(struct run_command *command, struct tr_err *err)
{
    for (unsigned i = 0; i < command->config.modules.n; i++) {
        TR_CLEANUP(buf_done) struct buf text = BUF_INIT(FILE_BYTES_MAX);
        const char *spec = command->config.modules.items[i], *path = strchr(spec, '=') + 1;
        const char *name = config_own(&command->config, strndup(spec, (size_t)(path - spec) - 1));
        if (!name)
            return tr_fail(err, TR_E_NO_MEMORY, "out of memory");
        TR_TRY(os_read_file(path, &text, err));
        TR_TRY(tr_program_add_module(command->program, name, text.ptr, text.len, err));
    }
    return TR_OK;
}

static const char *program_name(const struct run_command *command)
{
    return strcmp(command->file, "-") == 0 ? "stdin" : command->file;
}

static tr_rc load_program(struct run_command *command, struct tr_err *err)
{
    struct buf *bytes = &command->source;
    enum tr_kind kind = TR_JAVASCRIPT;
    if (strcmp(command->file, "-") == 0)
        TR_TRY(read_stdin_once(command, bytes, err));
    else
        TR_TRY(os_read_file(command->file, bytes, err));
    TR_TRY(kind_of(command->file, buf_slice(bytes), &kind, err));
    command->is_text = kind != TR_WASM;
    TR_TRY(tr_program_new(command->runtime, kind, program_name(command), bytes->ptr, bytes->len,
                          &command->program, err));
    return add_modules(command, err);
}

static tr_rc set_input(struct run_command *command, struct tr_err *err)
{
    TR_CLEANUP(buf_done) struct buf text = BUF_INIT(INPUT_BYTES_MAX);
    const char *input = command->config.input;
    command->config.run.input_json = input;
    if (!input || (input[0] != '@' && strcmp(input, "-") != 0))
        return TR_OK;
    if (input[0] == '@')
        TR_TRY(os_read_file(input + 1, &text, err));
    else
        TR_TRY(read_stdin_once(command, &text, err));
    const char *kept = buf_str(&text);
    if (kept)
        kept = config_own(&command->config, strndup(kept, text.len));
    if (!kept)
        return tr_fail(err, TR_E_NO_MEMORY, "out of memory for the input");
    command->config.run.input_json = kept;
    return TR_OK;
}

/* Never waits long: the time limit of the run has to be noticed. */
static size_t read_stdin(void *ctx, void *out, size_t max)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    const struct run_command *command = ctx;
    if (command->stdin_taken)
        return 0;
    if (poll(&in, 1, 10) <= 0)
        return TR_INPUT_AGAIN;
    ssize_t n = read(STDIN_FILENO, out, max);
    return n > 0 ? (size_t)n : 0;
}

static void output(void *ctx, enum tr_stream stream, int level, const char *bytes, size_t len)
{
    show_output(&((struct run_command *)ctx)->show, stream, level, bytes, len);
}

static tr_rc set_rest(struct run_command *command, struct tr_err *err)
{
    struct config *config = &command->config;
    struct tr_run_options *run = &config->run;
    run->struct_size = sizeof(*run);
    run->args = (const char *const *)command->args;
    run->env = config->env.items;
    run->output = output;
    run->input = read_stdin;
    run->ctx = command;
    if (config->clock_now)
        run->clock_ns = os_realtime_ns() / MS_NS * MS_NS;
    if (config->allow_imports) {
        const char *file = strcmp(command->file, "-") == 0 ? "./-" : command->file;
        const char *path = config_own(config, strdup(file));
        if (!path)
            return tr_fail(err, TR_E_NO_MEMORY, "out of memory");
        run->program_dir = dirname((char *)(uintptr_t)path);
    }
    return set_input(command, err);
}

static void show_progress(void *ctx, const char *text)
{
    (void)ctx;
    if (isatty(STDERR_FILENO))
        complain(0, "%s", text);
}

static void *wait_for_signals(void *ctx)
{
    struct run_command *command = ctx;
    sigset_t stops;
    int signal_number;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    if (sigwait(&stops, &signal_number) != 0)
        return NULL;
    bool running = atomic_load(&command->running);
    if (running)
        tr_cancel_fire(command->config.run.cancel);
    /* From here on they end the process, this thread being the one that lets them in. */
    pthread_sigmask(SIG_UNBLOCK, &stops, NULL);
    if (!running)
        raise(signal_number);
    for (;;)
        pause();
}

/* Without the thread signals would be lost, so they are blocked only once it runs. */
static void watch_signals(struct run_command *command)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t stops, before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, &before);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 128 * KIB);
    command->config.run.cancel = tr_cancel_new();
    if (!command->config.run.cancel ||
        pthread_create(&thread, &attr, wait_for_signals, command) != 0)
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
}

static tr_rc perform(struct run_command *command, struct tr_err *err)
{
    tr_result *result;
    struct tr_runtime_options options = {.struct_size = sizeof(options), .progress = show_progress};
    TR_TRY(tr_runtime_new(&options, &command->runtime, err));
    TR_TRY(show_init(&command->show, &command->config, err));
    TR_TRY(load_program(command, err));
    TR_TRY(set_rest(command, err));
    atomic_store(&command->running, true);
    TR_TRY(tr_run(command->program, &command->config.run, &result, err));
    command->code = show_end(&command->show, result);
    tr_result_free(result);
    return TR_OK;
}

static void run_deep(void *ctx)
{
    struct run_command *command = ctx;
    struct tr_err err;
    tr_rc rc = perform(command, &err);
    struct report_source program = {.name = slice_str(program_name(command))};
    if (command->is_text)
        program.text = buf_slice(&command->source);
    if (rc != TR_OK)
        command->code = show_refused(&command->show, &program, &err);
}

static int run_main(const struct verb *verb, int argc, char **argv)
{
    struct run_command command = {
        .verb = verb, .show.artifacts.dir_fd = -1, .source = BUF_INIT(FILE_BYTES_MAX)};
    struct tr_err err;
    for (int i = 1; i < argc && argv[i][0] == '-'; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            help_verb(verb);
            return 0;
        }
    command.show.config = &command.config;
    if (read_command_line(&command, argc, argv, &err) != TR_OK) {
        config_done(&command.config);
        return complain_usage(verb, err.message);
    }
    warn_late_option(&command);
    watch_signals(&command);
    if (tr_thread_run(run_deep, &command, &err) != TR_OK)
        command.code = complain(EXIT_INTERNAL, "%s", err.message);
    show_done(&command.show);
    config_done(&command.config);
    /* Unmapping slots and code piece by piece takes a millisecond that the end of the process,
     * which does the same at once, saves. */
    _exit(command.code);
}

const struct verb verb_run = {
    .name = "run",
    .operands = "FILE|- [ARGS]",
    .text = "run a program in a fresh sandbox",
    .more =
        "FILE is a .js, .mjs, .wasm or .wat file; - reads JavaScript (or binary WebAssembly) from\n"
        "standard input. What follows FILE belongs to the program. Options may also stand between\n"
        "FILE and a \"--\", after which the program's arguments begin.\n"
        "\n"
        "The result of a JavaScript program is what its exported default function returns for the\n"
        "input, else the value of its last expression. A WASI program's exit status is the\n"
        "command's.",
    .options = config_options,
    .main = run_main,
};
