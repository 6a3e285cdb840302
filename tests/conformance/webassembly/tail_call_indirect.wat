;; SPDX-License-Identifier: Apache-2.0
;; Two functions that call each other through a table, in tail position, a million times.
;; prints: 1 0
(module
  ;; use print
  (memory (export "memory") 1)
  (type $test (func (param i32) (result i32)))
  (table funcref (elem $even $odd))
  (func $even (type $test)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call_indirect (type $test) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))
  (func $odd (type $test)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call_indirect (type $test) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
  (func (export "_start")
    (call $print (call $even (i32.const 1000000)))
    (call $print (call $even (i32.const 999999)))))
