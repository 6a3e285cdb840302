;; SPDX-License-Identifier: Apache-2.0
;; Growth past the limit of the run fails as the specification allows; the program goes on.
;; options: --memory 1MiB
;; prints: 1 -1 1 15 -1
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (memory.size))
    (call $print (memory.grow (i32.const 16)))
    (call $print (memory.grow (i32.const 14)))
    (call $print (memory.size))
    (call $print (memory.grow (i32.const 65535)))))
