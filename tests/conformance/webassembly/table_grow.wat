;; SPDX-License-Identifier: Apache-2.0
;; Size, growth, get, set and fill of a table of functions.
;; prints: 2 2 4 5 -1 1 5 0 0 1
(module
  ;; use print
  (memory (export "memory") 1)
  (table $table 2 5 funcref)
  (elem declare func $five)
  (func $five (result i32) (i32.const 5))
  (func $null (param i32) (result i32) (ref.is_null (table.get $table (local.get 0))))
  (func (export "_start")
    (call $print (table.size $table))
    (call $print (table.grow $table (ref.func $five) (i32.const 2)))
    (call $print (table.size $table))
    (call $print (call_indirect $table (result i32) (i32.const 3)))
    (call $print (table.grow $table (ref.null func) (i32.const 2)))
    (call $print (call $null (i32.const 0)))
    (table.set $table (i32.const 0) (ref.func $five))
    (call $print (call_indirect $table (result i32) (i32.const 0)))
    (call $print (call $null (i32.const 0)))
    (table.fill $table (i32.const 0) (ref.func $five) (i32.const 4))
    (call $print (call $null (i32.const 1)))
    (table.fill $table (i32.const 1) (ref.null func) (i32.const 1))
    (call $print (call $null (i32.const 1)))))
