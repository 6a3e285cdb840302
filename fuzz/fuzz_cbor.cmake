troupe_fuzz(cbor troupe_base)
