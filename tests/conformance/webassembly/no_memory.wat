;; SPDX-License-Identifier: Apache-2.0
;; A program without memory, imports and output.
;; prints:
(module
  (func $loop (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0))))
  (func (export "_start") (call $loop (i32.const 1000))))
