;; SPDX-License-Identifier: Apache-2.0
;; Conversions that saturate where the others trap.
;; prints: 2147483647 -2147483648 0 -1 0 9223372036854775807 -9223372036854775808 0 -1 3 -3
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (i32.trunc_sat_f32_s (f32.const inf)))
    (call $print (i32.trunc_sat_f64_s (f64.const -3e9)))
    (call $print (i32.trunc_sat_f64_s (f64.const nan)))
    (call $print (i32.trunc_sat_f64_u (f64.const 1e10)))
    (call $print (i32.trunc_sat_f32_u (f32.const -5)))
    (call $print64 (i64.trunc_sat_f32_s (f32.const 1e30)))
    (call $print64 (i64.trunc_sat_f64_s (f64.const -inf)))
    (call $print64 (i64.trunc_sat_f64_u (f64.const -0.5)))
    (call $print64 (i64.trunc_sat_f64_u (f64.const 1e20)))
    (call $print (i32.trunc_sat_f64_s (f64.const 3.99)))
    (call $print (i32.trunc_sat_f32_s (f32.const -3.99)))))
