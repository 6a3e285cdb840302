;; SPDX-License-Identifier: Apache-2.0
;; Two tables of functions with active segments of their own, the later segment winning.
;; prints: 1 2 2
(module
  ;; use print
  (memory (export "memory") 1)
  (table $a 2 funcref)
  (table $b 2 funcref)
  (elem (table $a) (i32.const 0) func $one $one)
  (elem (table $a) (i32.const 1) func $two)
  (elem (table $b) (i32.const 0) funcref (ref.func $two) (ref.null func))
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func (export "_start")
    (call $print (call_indirect $a (result i32) (i32.const 0)))
    (call $print (call_indirect $a (result i32) (i32.const 1)))
    (call $print (call_indirect $b (result i32) (i32.const 0)))))
