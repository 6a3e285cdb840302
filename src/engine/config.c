/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every Wasmtime setting that this build has, explicitly, with its reason. Wasmtime's own defaults
 * change between versions and its header comments are behind them, so nothing is left to a default.
 *
 * Reference types, typed function references, exceptions, GC, threads and components have no row:
 * the archive is built without them (externref is refused; LLVM's table encoding is accepted).
 *
 * The two kinds of module differ in one row only: foreign modules carry epoch checks, ours do not
 * (17-20 % on interpreter code) because they are stopped by page protection.
 */
#include "engine/config.h"

#include "base/limits.h"

/* Rounded up to this by Wasmtime's own arithmetic; what a slot must reserve behind its 4 GiB. */
#define MEMORY_GUARD_BYTES (32 * MIB)
#define ASYNC_STACK_BYTES  THREAD_STACK_BYTES

struct flag {
    void (*set)(wasm_config_t *config, bool value);
    bool ours, foreign;
    const char *why;
};

static const struct flag flags[] = {
    /* How a guest is stopped. */
    {wasmtime_config_epoch_interruption_set, false, true,
     "a foreign register loop touches no memory, so only a check compiled into it can end it"},
    {wasmtime_config_consume_fuel_set, false, false,
     "costs as much as epochs and counts nothing we use"},
    {wasmtime_config_signals_based_traps_set, true, true,
     "bounds checks by guard pages, free on the hot path"},
    /* Memory comes from slots. */
    {wasmtime_config_memory_init_cow_set, false, false,
     "images are mapped by slots; on, a memory creator panics"},
    {wasmtime_config_memory_may_move_set, false, false,
     "a slot never moves, so the base may be cached"},
    /* Same answers on every machine. */
    {wasmtime_config_cranelift_nan_canonicalization_set, true, true, "one NaN; measured free"},
    {wasmtime_config_wasm_relaxed_simd_deterministic_set, true, true,
     "in force should relaxed SIMD ever be on"},
    /* Offered to programs. */
    {wasmtime_config_wasm_tail_call_set, true, true, "compilers emit it"},
    {wasmtime_config_wasm_simd_set, true, true, "our memcpy and numeric code need it"},
    {wasmtime_config_wasm_bulk_memory_set, true, true,
     "foreign programs use it; preparation bars it from ours"},
    {wasmtime_config_wasm_multi_value_set, true, true, "part of the core specification 2.0"},
    /* Not offered: each is surface for attack with no user here. */
    {wasmtime_config_wasm_relaxed_simd_set, false, false, "differs between CPUs"},
    {wasmtime_config_wasm_multi_memory_set, false, false, "a slot holds one memory"},
    {wasmtime_config_wasm_memory64_set, false, false, "bounds checks cannot be elided"},
    {wasmtime_config_gc_support_set, false, false, "no guest holds references to the host"},
    {wasmtime_config_wasm_branch_hinting_set, false, false, "proposal"},
    {wasmtime_config_wasm_wide_arithmetic_set, false, false, "proposal"},
    {wasmtime_config_wasm_custom_page_sizes_set, false, false, "images are made of host pages"},
    {wasmtime_config_wasm_stack_switching_set, false, false, "proposal"},
    /* For whoever debugs the engine itself. */
    {wasmtime_config_debug_info_set, false, false, "guest DWARF is untrusted input"},
    {wasmtime_config_cranelift_debug_verifier_set, false, false, "compile time"},
    {wasmtime_config_native_unwind_info_set, false, false,
     "a global lock per module, used by no one here"},
    {wasmtime_config_macos_use_mach_ports_set, false, false, "Linux only"},
    {wasmtime_config_parallel_compilation_set, false, false,
     "its thread pool ends the process where the host gives no more threads"},
};

struct size {
    void (*set)(wasm_config_t *config, size_t value);
    size_t value;
    const char *why;
};

static const struct size sizes[] = {
    {wasmtime_config_memory_reservation_set, 4 * GIB,
     "all a 32-bit guest can address: no bounds checks"},
    {wasmtime_config_memory_guard_size_set, MEMORY_GUARD_BYTES,
     "covers constant offsets of loads and stores"},
    {wasmtime_config_memory_reservation_for_growth_set, 0, "a memory never moves"},
    {wasmtime_config_async_stack_size_set, ASYNC_STACK_BYTES,
     "must be at least max_wasm_stack; no call is asynchronous"},
    {wasmtime_config_max_wasm_stack_set, GUEST_STACK_BYTES, "see limits.h"},
};

/* Frames kept of a trap's trace. */
#define TRACE_FRAMES STOP_FRAMES_MAX

tr_rc config_engine_new(enum module_kind kind, const wasmtime_memory_creator_t *creator,
                        wasm_engine_t **out, struct tr_err *err)
{
    wasm_config_t *config = wasm_config_new();
    wasmtime_config_strategy_set(config, WASMTIME_STRATEGY_CRANELIFT);
    wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_SPEED);
    wasmtime_config_cranelift_regalloc_algorithm_set(config, WASMTIME_REGALLOC_BACKTRACKING);
    wasmtime_config_profiler_set(config, WASMTIME_PROFILING_STRATEGY_NONE);
    for (size_t i = 0; i < TR_ARRAY_LEN(sizes); i++)
        sizes[i].set(config, sizes[i].value);
    for (size_t i = 0; i < TR_ARRAY_LEN(flags); i++)
        flags[i].set(config, kind == MODULE_FOREIGN ? flags[i].foreign : flags[i].ours);
    wasmtime_config_host_memory_creator_set(config, (wasmtime_memory_creator_t *)creator);
    troupe_config_finish(config, TRACE_FRAMES);
    wasmtime_error_t *error = troupe_engine_new(config, out);
    if (error)
        return fail_engine(err, TR_E_INTERNAL, "the engine refused its settings", error);
    return TR_OK;
}
