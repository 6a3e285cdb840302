;; SPDX-License-Identifier: Apache-2.0
;; br_table with its default, values carried by branches, a return out of nested blocks, recursion.
;; prints: 10 20 30 30 42 8 610
(module
  ;; use print
  (memory (export "memory") 1)
  (func $pick (param $n i32) (result i32)
    (block $default
      (block $one
        (block $zero
          (br_table $zero $one $default (local.get $n)))
        (return (i32.const 10)))
      (return (i32.const 20)))
    (i32.const 30))
  (func $carry (result i32)
    (block $out (result i32)
      (drop (br_if $out (i32.const 42) (i32.const 1)))
      (i32.const 0)))
  (func $nested (result i32)
    (block (loop (block (if (i32.const 1) (then (return (i32.const 8)))))))
    (unreachable))
  (func $fibonacci (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
                 (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))))
  (func (export "_start")
    (call $print (call $pick (i32.const 0)))
    (call $print (call $pick (i32.const 1)))
    (call $print (call $pick (i32.const 2)))
    (call $print (call $pick (i32.const -1)))
    (call $print (call $carry))
    (call $print (call $nested))
    (call $print (call $fibonacci (i32.const 15)))))
