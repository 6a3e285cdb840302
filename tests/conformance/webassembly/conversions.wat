;; SPDX-License-Identifier: Apache-2.0
;; Between the number types: rounding when a float cannot hold an integer, bits kept as they are.
;; prints: 16777216 9223372036854775807 -1 1078530011 4607182418800017408 0 2139095040 4294967295
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print64 (i64.trunc_f32_s (f32.convert_i32_s (i32.const 16777217))))
    (call $print64 (i64.trunc_sat_f64_s (f64.convert_i64_u (i64.const -1))))
    (call $print (i32.wrap_i64 (i64.const 0xffffffffffffffff)))
    (call $print (i32.reinterpret_f32 (f32.demote_f64 (f64.const 3.141592653589793))))
    (call $print64 (i64.reinterpret_f64 (f64.promote_f32 (f32.const 1))))
    (call $print (i32.reinterpret_f32 (f32.demote_f64 (f64.const 1e-300))))
    (call $print (i32.reinterpret_f32 (f32.demote_f64 (f64.const 1e300))))
    (call $print64 (i64.extend_i32_u (i32.const -1)))))
