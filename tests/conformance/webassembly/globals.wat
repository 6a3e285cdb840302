;; SPDX-License-Identifier: Apache-2.0
;; Mutable globals of every number type and of vectors and references.
;; prints: 1 2 -5 -6 3 4 9 1 0
(module
  ;; use print
  (memory (export "memory") 1)
  (global $a (mut i32) (i32.const 1))
  (global $b (mut i64) (i64.const -5))
  (global $c (mut f64) (f64.const 3))
  (global $d (mut v128) (v128.const i32x4 0 0 9 0))
  (global $e (mut funcref) (ref.null func))
  (func $self (export "_start")
    (call $print (global.get $a))
    (global.set $a (i32.const 2))
    (call $print (global.get $a))
    (call $print64 (global.get $b))
    (global.set $b (i64.const -6))
    (call $print64 (global.get $b))
    (call $print (i32.trunc_f64_s (global.get $c)))
    (global.set $c (f64.const 4.5))
    (call $print (i32.trunc_f64_s (global.get $c)))
    (call $print (i32x4.extract_lane 2 (global.get $d)))
    (call $print (ref.is_null (global.get $e)))
    (global.set $e (ref.func $self))
    (call $print (ref.is_null (global.get $e)))))
