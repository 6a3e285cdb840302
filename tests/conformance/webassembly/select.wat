;; SPDX-License-Identifier: Apache-2.0
;; select without and with a type; both operands are evaluated.
;; prints: 1 2 2 1 0
(module
  ;; use print
  (memory (export "memory") 1)
  (global $evaluated (mut i32) (i32.const 0))
  (func $count (result i32)
    (global.set $evaluated (i32.add (global.get $evaluated) (i32.const 1)))
    (global.get $evaluated))
  (func $self (export "_start")
    (call $print (select (call $count) (call $count) (i32.const 1)))
    (call $print (global.get $evaluated))
    (call $print64 (select (result i64) (i64.const 1) (i64.const 2) (i32.const 0)))
    (call $print (ref.is_null (select (result funcref) (ref.null func) (ref.func $self) (i32.const 1))))
    (call $print
      (ref.is_null (select (result funcref) (ref.null func) (ref.func $self) (i32.const 0))))))
