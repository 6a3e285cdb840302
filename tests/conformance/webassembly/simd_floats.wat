;; SPDX-License-Identifier: Apache-2.0
;; Float lanes: rounding, pseudo-minimum, saturating conversion, narrowing.
;; prints: 2 3 1 0 2147483647 -2147483648 127 5
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (i32.trunc_f32_s (f32x4.extract_lane 0
      (f32x4.nearest (f32x4.splat (f32.const 2.5))))))
    (call $print (i32.trunc_f64_s (f64x2.extract_lane 1
      (f64x2.sqrt (f64x2.splat (f64.const 9))))))
    (call $print (i32.trunc_f64_s (f64x2.extract_lane 0
      (f64x2.pmin (f64x2.splat (f64.const 1)) (f64x2.splat (f64.const nan))))))
    (call $print (i32x4.extract_lane 0 (i32x4.trunc_sat_f32x4_s (f32x4.splat (f32.const nan)))))
    (call $print (i32x4.extract_lane 1 (i32x4.trunc_sat_f32x4_s (f32x4.splat (f32.const 1e20)))))
    (call $print (i32x4.extract_lane 0
      (i32x4.trunc_sat_f64x2_s_zero (f64x2.splat (f64.const -1e20)))))
    (call $print (i8x16.extract_lane_s 8
      (i8x16.narrow_i16x8_s (i16x8.splat (i32.const -1)) (i16x8.splat (i32.const 300)))))
    (call $print (i32.trunc_f64_s (f64x2.extract_lane 1
      (f64x2.convert_low_i32x4_s (v128.const i32x4 4 5 6 7)))))))
