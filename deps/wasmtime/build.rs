//! Copies the generated C headers (with conf.h) to the folder named by TROUPE_ENGINE_INCLUDE,
//! because a static library crate has no other way to hand them to CMake.
use std::path::Path;
use std::{env, fs, io};

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=TROUPE_ENGINE_INCLUDE");
    let Some(target) = env::var_os("TROUPE_ENGINE_INCLUDE") else {
        return Ok(());
    };
    let headers = env::var_os("DEP_WASMTIME_C_API_INCLUDE").expect("set by wasmtime-c-api-impl");
    copy_tree(Path::new(&headers), Path::new(&target))
}
