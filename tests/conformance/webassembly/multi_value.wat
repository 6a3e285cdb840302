;; SPDX-License-Identifier: Apache-2.0
;; Several results of functions and blocks, parameters of blocks, loops and branches.
;; prints: 3 2 1 5 120 11
(module
  ;; use print
  (memory (export "memory") 1)
  (func $three (result i32 i32 i32) (i32.const 1) (i32.const 2) (i32.const 3))
  (func $factorial (param $n i64) (result i64)
    (i64.const 1) (local.get $n)
    (loop $next (param i64 i64) (result i64)
      (local.set $n)
      (i64.mul (local.get $n))
      (i64.sub (local.get $n) (i64.const 1))
      (local.tee $n)
      (br_if $next (i64.ne (local.get $n) (i64.const 0)))
      (drop)))
  (func (export "_start")
    (call $three)
    (call $print) (call $print) (call $print)
    (i32.const 2) (i32.const 3)
    (block (param i32 i32) (result i32) (i32.add))
    (call $print)
    (call $print64 (call $factorial (i64.const 5)))
    (i32.const 10)
    (if (param i32) (result i32) (i32.const 1)
      (then (i32.const 1) (i32.add))
      (else (drop) (i32.const 0)))
    (call $print)))
