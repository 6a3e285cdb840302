;; SPDX-License-Identifier: Apache-2.0
;; Code that can never run is valid with any types, and is not run.
;; prints: 1 2
(module
  ;; use print
  (memory (export "memory") 1)
  (func $early (result i32)
    (return (i32.const 1))
    (unreachable)
    (i32.add))
  (func $after_branch (result i32)
    (block (result i32)
      (br 0 (i32.const 2))
      (drop)
      (i64.mul)
      (i32.wrap_i64)))
  (func (export "_start")
    (call $print (call $early))
    (call $print (call $after_branch))))
