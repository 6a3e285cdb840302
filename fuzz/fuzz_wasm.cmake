troupe_fuzz(wasm troupe_wasm troupe_base)
