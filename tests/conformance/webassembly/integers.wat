;; SPDX-License-Identifier: Apache-2.0
;; Division, remainder, shifts and bit counts at the edges of both widths.
;; prints: -3 -1 2147483647 0 1 -2 -2147483648 32 5 64 63 -1 4611686018427387904 3 -9223372036854775808
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (i32.div_s (i32.const -7) (i32.const 2)))
    (call $print (i32.rem_s (i32.const -7) (i32.const 2)))
    (call $print (i32.div_u (i32.const -1) (i32.const 2)))
    (call $print (i32.rem_s (i32.const 0x80000000) (i32.const -1)))
    (call $print (i32.shl (i32.const 1) (i32.const 32)))
    (call $print (i32.shr_s (i32.const -4) (i32.const 33)))
    (call $print (i32.rotr (i32.const 1) (i32.const 1)))
    (call $print (i32.clz (i32.const 0)))
    (call $print (i32.ctz (i32.const 0x60)))
    (call $print64 (i64.popcnt (i64.const -1)))
    (call $print64 (i64.clz (i64.const 1)))
    (call $print64 (i64.shr_s (i64.const -1) (i64.const 63)))
    (call $print64 (i64.rotl (i64.const 1) (i64.const 62)))
    (call $print64 (i64.shr_u (i64.const -1) (i64.const 62)))
    (call $print64 (i64.shl (i64.const 1) (i64.const 127)))))
