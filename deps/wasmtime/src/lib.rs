//! The engine archive of Troupe: Wasmtime's C API, re-exported, and the few calls that C lacks.
//!
//! `wasm_config_t` and `wasm_engine_t` are `repr(C)` structs with one field (see the C API crate's
//! config.rs and engine.rs), so a pointer to either is a pointer to the Rust value inside. The pinned
//! version in Cargo.toml is what makes that safe to rely on; the size checks below fail the build if
//! it ever stops being so.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroUsize;

use wasmtime::{Config, Engine, WasmBacktraceDetails};
pub use wasmtime_c_api::*;

const _: () = assert!(size_of::<wasm_config_t>() == size_of::<Config>());
const _: () = assert!(size_of::<wasm_engine_t>() == size_of::<Engine>());

/// Settings that the C API cannot reach.
///
/// `max_frames` bounds the trace kept for a trap (0 = keep none). The environment is never consulted
/// for trace details, and no guard region is wanted in front of a memory, since slots bring their own.
///
/// # Safety
/// `config` comes from `wasm_config_new` and is not used by another thread meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn troupe_config_finish(config: *mut wasm_config_t, max_frames: usize) {
    let config = unsafe { &mut *config.cast::<Config>() };
    config.wasm_backtrace_max_frames(NonZeroUsize::new(max_frames));
    config.wasm_backtrace_details(WasmBacktraceDetails::Disable);
    config.guard_before_linear_memory(false);
}

/// Like `wasm_engine_new_with_config`, which ends the process on a configuration it cannot use;
/// this one returns the error. The config is consumed either way.
///
/// # Safety
/// `config` comes from `wasm_config_new`; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn troupe_engine_new(
    config: *mut wasm_config_t,
    out: *mut *mut wasm_engine_t,
) -> Option<Box<wasmtime_error_t>> {
    let config = unsafe { Box::from_raw(config.cast::<Config>()) };
    match Engine::new(&config) {
        Ok(engine) => {
            unsafe { *out = Box::into_raw(Box::new(engine)).cast::<wasm_engine_t>() };
            None
        }
        Err(error) => Some(Box::new(error.into())),
    }
}

/// A number that differs whenever compiled code of this engine could not be loaded by another:
/// version, settings, target and CPU features. Stable between runs of one build.
///
/// # Safety
/// `engine` is a live engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn troupe_engine_fingerprint(engine: *const wasm_engine_t) -> u64 {
    let engine = unsafe { &*engine.cast::<Engine>() };
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

/// Sets up the calling thread's signal stack now instead of at its first call into a guest.
#[unsafe(no_mangle)]
pub extern "C" fn troupe_thread_init() {
    Engine::tls_eager_initialize();
}
