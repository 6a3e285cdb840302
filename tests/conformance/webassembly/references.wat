;; SPDX-License-Identifier: Apache-2.0
;; References to functions, null ones too, in locals, parameters, results and a table.
;; prints: 1 1 0 1 3 1
(module
  ;; use print
  (memory (export "memory") 1)
  (table $table 3 funcref)
  (elem declare func $pass)
  (func $pass (param funcref) (result funcref) (local.get 0))
  (func $empty (result funcref) (local funcref) (local.get 0))
  (func (export "_start")
    (call $print (ref.is_null (ref.null func)))
    (call $print (ref.is_null (call $empty)))
    (call $print (ref.is_null (ref.func $pass)))
    (call $print (ref.is_null (call $pass (ref.null func))))
    (call $print (table.size $table))
    (table.fill $table (i32.const 0) (ref.null func) (i32.const 3))
    (call $print (ref.is_null (table.get $table (i32.const 2))))))
