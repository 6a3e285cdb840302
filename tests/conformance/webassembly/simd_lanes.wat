;; SPDX-License-Identifier: Apache-2.0
;; Shuffle, swizzle, splat, and loads and stores of lanes.
;; prints: 16 1 0 3 7 -1 4660 9 258
(module
  ;; use print
  (memory (export "memory") 1)
  (data (i32.const 0) "\01\02\03\04\05\06\07\ff\34\12")
  (func (export "_start") (local $v v128)
    (local.set $v (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
    (call $print (i8x16.extract_lane_u 0
      (i8x16.shuffle 16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14
        (local.get $v) (i8x16.splat (i32.const 16)))))
    (call $print (i8x16.extract_lane_u 0
      (i8x16.swizzle (local.get $v) (v128.const i8x16 1 16 255 0 0 0 0 0 0 0 0 0 0 0 0 0))))
    (call $print (i8x16.extract_lane_u 1
      (i8x16.swizzle (local.get $v) (v128.const i8x16 1 16 255 0 0 0 0 0 0 0 0 0 0 0 0 0))))
    (call $print (i8x16.extract_lane_u 9 (v128.load8_splat (i32.const 2))))
    (call $print (i16x8.extract_lane_u 6 (v128.load8x8_u (i32.const 0))))
    (call $print (i16x8.extract_lane_s 7 (v128.load8x8_s (i32.const 0))))
    (call $print (i16x8.extract_lane_u 4 (v128.load16_lane 4 (i32.const 8) (local.get $v))))
    (v128.store8_lane 9 (i32.const 32) (local.get $v))
    (call $print (i32.load (i32.const 32)))
    (call $print (i32x4.extract_lane 0
      (i32x4.replace_lane 0 (v128.load32_zero (i32.const 0)) (i32.const 258))))))
