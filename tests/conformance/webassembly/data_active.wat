;; SPDX-License-Identifier: Apache-2.0
;; Active segments apply in order: a later one wins where they overlap. They count as dropped: nothing
;; can be taken from them afterwards.
;; prints: 97 66 67 100 0 1
(module
  ;; use print
  (memory (export "memory") 1)
  (data $first (i32.const 16) "abcd")
  (data (i32.const 17) "BC")
  (data (i32.const 65536) "")
  (func (export "_start")
    (call $print (i32.load8_u (i32.const 16)))
    (call $print (i32.load8_u (i32.const 17)))
    (call $print (i32.load8_u (i32.const 18)))
    (call $print (i32.load8_u (i32.const 19)))
    (call $print (i32.load8_u (i32.const 20)))
    (memory.init $first (i32.const 0) (i32.const 0) (i32.const 0))
    (call $print (i32.const 1))))
