;; SPDX-License-Identifier: Apache-2.0
;; memory.init from the middle of a passive segment; after data.drop only nothing can be taken.
;; prints: 0 25699 98 1
(module
  ;; use print
  (memory (export "memory") 1)
  (data $text "abcd")
  (func (export "_start")
    (call $print (i32.load16_u (i32.const 100)))
    (memory.init $text (i32.const 100) (i32.const 2) (i32.const 2))
    (call $print (i32.load16_u (i32.const 100)))
    (memory.init $text (i32.const 101) (i32.const 1) (i32.const 1))
    (call $print (i32.load8_u (i32.const 101)))
    (data.drop $text)
    (data.drop $text)
    (memory.init $text (i32.const 0) (i32.const 0) (i32.const 0))
    (call $print (i32.const 1))))
