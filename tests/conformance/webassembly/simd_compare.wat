;; SPDX-License-Identifier: Apache-2.0
;; Masks of comparisons, selection by bits, and their summaries.
;; prints: -1 0 1 0 1 0 5 240 15
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start") (local $mask v128)
    (local.set $mask (i32x4.gt_s (v128.const i32x4 5 -5 5 -5) (v128.const i32x4 0 0 0 0)))
    (call $print (i32x4.extract_lane 0 (local.get $mask)))
    (call $print (i32x4.extract_lane 1 (local.get $mask)))
    (call $print (v128.any_true (local.get $mask)))
    (call $print (i32x4.all_true (local.get $mask)))
    (call $print (i8x16.all_true (i8x16.splat (i32.const 1))))
    (call $print (v128.any_true (v128.const i64x2 0 0)))
    (call $print (i32x4.bitmask (local.get $mask)))
    (call $print (i32x4.extract_lane 1
      (v128.bitselect (i32x4.splat (i32.const 15)) (i32x4.splat (i32.const 240)) (local.get $mask))))
    (call $print (i32x4.extract_lane 2
      (v128.bitselect (i32x4.splat (i32.const 15)) (i32x4.splat (i32.const 240)) (local.get $mask))))))
