;; SPDX-License-Identifier: Apache-2.0
;; memory.copy where source and destination overlap, both ways; nothing at the very end.
;; prints: 12112345 23456 0
(module
  ;; use print
  (memory (export "memory") 1)
  (data (i32.const 0) "\01\02\01\02\03\04\05\06")
  (func $digits (param $at i32) (param $n i32) (result i64)
    (local $value i64)
    (loop $next
      (local.set $value
        (i64.add (i64.mul (local.get $value) (i64.const 10)) (i64.load8_u (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n)))
    (local.get $value))
  (func (export "_start")
    (memory.copy (i32.const 3) (i32.const 2) (i32.const 5))
    (call $print64 (call $digits (i32.const 0) (i32.const 8)))
    (i64.store (i32.const 0) (i64.const 0x060504030201))
    (memory.copy (i32.const 0) (i32.const 1) (i32.const 5))
    (call $print64 (call $digits (i32.const 0) (i32.const 5)))
    (memory.copy (i32.const 65536) (i32.const 65536) (i32.const 0))
    (call $print (i32.const 0))))
