;; SPDX-License-Identifier: Apache-2.0
;; memory.fill takes the low byte of its value, and may end exactly where memory ends.
;; prints: 0 171 171 0 171 0
(module
  ;; use print
  (memory (export "memory") 2)
  (func (export "_start")
    (memory.fill (i32.const 10) (i32.const 0x12ab) (i32.const 4))
    (call $print (i32.load8_u (i32.const 9)))
    (call $print (i32.load8_u (i32.const 10)))
    (call $print (i32.load8_u (i32.const 13)))
    (call $print (i32.load8_u (i32.const 14)))
    (memory.fill (i32.const 65536) (i32.const 0xab) (i32.const 65536))
    (call $print (i32.load8_u (i32.const 131071)))
    (memory.fill (i32.const 131072) (i32.const 1) (i32.const 0))
    (memory.fill (i32.const 65536) (i32.const 0) (i32.const 65536))
    (call $print (i32.load8_u (i32.const 131071)))))
