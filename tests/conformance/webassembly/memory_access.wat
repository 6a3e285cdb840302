;; SPDX-License-Identifier: Apache-2.0
;; Little-endian, unaligned, at the very end of memory, with offsets, narrow and sign-extending.
;; prints: 67305985 -2 254 84148994 255 513 -1 -2 65278
(module
  ;; use print
  (memory (export "memory") 2 2)
  (data (i32.const 0) "\01\02\03\04\05\06\07\08\fe\ff")
  (data (i32.const 131064) "\ff\ff\ff\ff\ff\fe\fe\00")
  (func (export "_start")
    (call $print (i32.load (i32.const 0)))
    (call $print (i32.load8_s (i32.const 8)))
    (call $print (i32.load8_u offset=8 (i32.const 0)))
    (call $print (i32.load offset=1 align=1 (i32.const 0)))
    (call $print (i32.load8_u offset=131000 (i32.const 64)))
    (call $print (i32.load16_u (i32.const 0)))
    (call $print64 (i64.load32_s (i32.const 131064)))
    (call $print (i32.load16_s (i32.const 8)))
    (call $print64 (i64.load16_u offset=131069 (i32.const 0)))))
