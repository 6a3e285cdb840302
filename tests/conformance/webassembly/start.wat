;; SPDX-License-Identifier: Apache-2.0
;; The start function runs once, before _start, after data and elements are in place; what it leaves
;; in memory, globals and tables is seen.
;; prints: 65 1 2 1 5
(module
  ;; use print
  (memory (export "memory") 1 2)
  (table $table 1 funcref)
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 8) "A")
  (elem declare func $five)
  (func $five (result i32) (i32.const 5))
  (func $prepare
    (i32.store (i32.const 12) (i32.load8_u (i32.const 8)))
    (i32.store (i32.const 16) (memory.grow (i32.const 1)))
    (table.set $table (i32.const 0) (ref.func $five))
    (global.set $calls (i32.add (global.get $calls) (i32.const 1))))
  (start $prepare)
  (func (export "_start")
    (call $print (i32.load (i32.const 12)))
    (call $print (i32.load (i32.const 16)))
    (call $print (memory.size))
    (call $print (global.get $calls))
    (call $print (call_indirect $table (result i32) (i32.const 0)))))
