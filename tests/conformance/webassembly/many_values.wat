;; SPDX-License-Identifier: Apache-2.0
;; A function of twenty parameters, many locals of all types at zero, deep but bounded recursion.
;; prints: 210 0 10000
(module
  ;; use print
  (memory (export "memory") 1)
  (func $add20
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (result i32)
    (local.get 0)
    (i32.add (local.get 1)) (i32.add (local.get 2)) (i32.add (local.get 3)) (i32.add (local.get 4))
    (i32.add (local.get 5)) (i32.add (local.get 6)) (i32.add (local.get 7)) (i32.add (local.get 8))
    (i32.add (local.get 9)) (i32.add (local.get 10)) (i32.add (local.get 11))
    (i32.add (local.get 12)) (i32.add (local.get 13)) (i32.add (local.get 14))
    (i32.add (local.get 15)) (i32.add (local.get 16)) (i32.add (local.get 17))
    (i32.add (local.get 18)) (i32.add (local.get 19)))
  (func $zeros (result i64)
    (local i32 i64 f32 f64 v128 funcref)
    (i64.or (local.get 1) (i64.extend_i32_u (local.get 0))))
  (func $depth (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (i32.add (i32.const 1) (call $depth (i32.sub (local.get 0) (i32.const 1)))))))
  (func (export "_start")
    (call $print (call $add20
      (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
      (i32.const 7) (i32.const 8) (i32.const 9) (i32.const 10) (i32.const 11) (i32.const 12)
      (i32.const 13) (i32.const 14) (i32.const 15) (i32.const 16) (i32.const 17) (i32.const 18)
      (i32.const 19) (i32.const 20)))
    (call $print64 (call $zeros))
    (call $print (call $depth (i32.const 10000)))))
