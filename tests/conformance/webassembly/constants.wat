;; SPDX-License-Identifier: Apache-2.0
;; Extended constant expressions: globals from globals, computed offsets of data and elements.
;; prints: 1000 24 -8 1099511627776 7 65
(module
  ;; use print
  (memory (export "memory") 1)
  (global $base i32 (i32.const 1000))
  (global $computed i32 (i32.add (i32.mul (i32.const 4) (i32.const 5)) (i32.const 4)))
  (global $below i32 (i32.sub (i32.const 16) (global.get $computed)))
  (global $wide i64 (i64.mul (i64.const 1048576) (i64.const 1048576)))
  (table 4 funcref)
  (elem (offset (i32.add (global.get $below) (i32.const 10))) func $seven)
  (data (offset (i32.add (global.get $base) (i32.const 1))) "A")
  (func $seven (result i32) (i32.const 7))
  (func (export "_start")
    (call $print (global.get $base))
    (call $print (global.get $computed))
    (call $print (global.get $below))
    (call $print64 (global.get $wide))
    (call $print (call_indirect (result i32) (i32.const 2)))
    (call $print (i32.load8_u (i32.const 1001)))))
