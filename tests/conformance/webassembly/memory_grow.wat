;; SPDX-License-Identifier: Apache-2.0
;; memory.grow gives the old size, or -1 past the declared maximum; new pages hold zeros.
;; prints: 1 1 3 0 -1 3 77 3
(module
  ;; use print
  (memory (export "memory") 1 3)
  (func (export "_start")
    (call $print (memory.size))
    (call $print (memory.grow (i32.const 2)))
    (call $print (memory.size))
    (call $print (i32.load (i32.const 196604)))
    (call $print (memory.grow (i32.const 1)))
    (call $print (memory.size))
    (i32.store (i32.const 196604) (i32.const 77))
    (call $print (i32.load (i32.const 196604)))
    (call $print (memory.grow (i32.const 0)))))
