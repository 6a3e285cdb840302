;; SPDX-License-Identifier: Apache-2.0
;; A million tail calls need no stack; the argument lists differ.
;; prints: 500000500000 1
(module
  ;; use print
  (memory (export "memory") 1)
  (func $sum (param $n i64) (param $total i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $total))))
    (return_call $more (local.get $total) (local.get $n) (i64.const 1)))
  (func $more (param $total i64) (param $n i64) (param $step i64) (result i64)
    (return_call $sum (i64.sub (local.get $n) (local.get $step))
                      (i64.add (local.get $total) (local.get $n))))
  (func (export "_start")
    (call $print64 (call $sum (i64.const 1000000) (i64.const 0)))
    (call $print (i32.const 1))))
