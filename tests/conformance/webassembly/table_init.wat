;; SPDX-License-Identifier: Apache-2.0
;; table.init from a passive segment, table.copy within one table (overlapping) and between two.
;; prints: 2 3 1 1 2 3 2 1
(module
  ;; use print
  (memory (export "memory") 1)
  (type $number (func (result i32)))
  (table $a 6 funcref)
  (table $b 3 funcref)
  (elem $numbers func $one $two $three)
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func $three (result i32) (i32.const 3))
  (func $of_a (param i32) (result i32) (call_indirect $a (type $number) (local.get 0)))
  (func (export "_start")
    (table.init $a $numbers (i32.const 0) (i32.const 1) (i32.const 2))
    (call $print (call $of_a (i32.const 0)))
    (call $print (call $of_a (i32.const 1)))
    (table.init $a $numbers (i32.const 0) (i32.const 0) (i32.const 3))
    (table.copy $a $a (i32.const 1) (i32.const 0) (i32.const 3))
    (call $print (call $of_a (i32.const 0)))
    (call $print (call $of_a (i32.const 1)))
    (call $print (call $of_a (i32.const 2)))
    (call $print (call $of_a (i32.const 3)))
    (table.copy $b $a (i32.const 0) (i32.const 2) (i32.const 1))
    (call $print (call_indirect $b (type $number) (i32.const 0)))
    (elem.drop $numbers)
    (table.init $a $numbers (i32.const 0) (i32.const 0) (i32.const 0))
    (call $print (i32.const 1))))
