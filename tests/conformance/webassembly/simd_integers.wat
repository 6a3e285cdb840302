;; SPDX-License-Identifier: Apache-2.0
;; Lanes wrap, saturate, multiply, take absolute values and averages.
;; prints: 2 -2147483648 -1 255 0 127 6 2147483647 3 30
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start") (local $v v128)
    (local.set $v (i32x4.add (v128.const i32x4 1 0x7fffffff -3 0) (i32x4.splat (i32.const 1))))
    (call $print (i32x4.extract_lane 0 (local.get $v)))
    (call $print (i32x4.extract_lane 1 (local.get $v)))
    (call $print (i32x4.extract_lane 2 (i32x4.sub (local.get $v) (i32x4.splat (i32.const -1)))))
    (call $print (i8x16.extract_lane_u 3
      (i8x16.add_sat_u (i8x16.splat (i32.const 200)) (i8x16.splat (i32.const 100)))))
    (call $print (i8x16.extract_lane_u 3
      (i8x16.sub_sat_u (i8x16.splat (i32.const 1)) (i8x16.splat (i32.const 100)))))
    (call $print (i8x16.extract_lane_s 15
      (i8x16.add_sat_s (i8x16.splat (i32.const 100)) (i8x16.splat (i32.const 100)))))
    (call $print (i16x8.extract_lane_s 7
      (i16x8.mul (i16x8.splat (i32.const 2)) (i16x8.splat (i32.const 3)))))
    (call $print64 (i64x2.extract_lane 1
      (i64x2.extmul_low_i32x4_s (i32x4.splat (i32.const 0x7fffffff)) (v128.const i32x4 1 1 0 0))))
    (call $print (i8x16.extract_lane_u 0
      (i8x16.avgr_u (i8x16.splat (i32.const 2)) (i8x16.splat (i32.const 3)))))
    (call $print (i32x4.extract_lane 1
      (i32x4.dot_i16x8_s (i16x8.splat (i32.const 3)) (i16x8.splat (i32.const 5)))))))
