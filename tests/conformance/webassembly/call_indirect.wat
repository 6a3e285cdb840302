;; SPDX-License-Identifier: Apache-2.0
;; Calls through a table: by index, with the type compared by structure, not by name.
;; prints: 7 12 81 -1
(module
  ;; use print
  (memory (export "memory") 1)
  (type $binary (func (param i32 i32) (result i32)))
  (type $same (func (param i32 i32) (result i32)))
  (table funcref (elem $add $multiply $power $negate))
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $multiply (type $same) (i32.mul (local.get 0) (local.get 1)))
  (func $power (param i32 i32) (result i32)
    (if (result i32) (i32.eqz (local.get 1))
      (then (i32.const 1))
      (else
        (i32.mul (local.get 0)
          (call_indirect (type $same) (local.get 0) (i32.sub (local.get 1) (i32.const 1))
            (i32.const 2))))))
  (func $negate (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
  (func (export "_start")
    (call $print (call_indirect (type $binary) (i32.const 3) (i32.const 4) (i32.const 0)))
    (call $print (call_indirect (type $binary) (i32.const 3) (i32.const 4) (i32.const 1)))
    (call $print (call_indirect (type $binary) (i32.const 3) (i32.const 4) (i32.const 2)))
    (call $print (call_indirect (param i32) (result i32) (i32.const 1) (i32.const 3)))))
