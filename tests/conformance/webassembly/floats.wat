;; SPDX-License-Identifier: Apache-2.0
;; Rounding to even, signed zeros, not-a-number and the sign bit; results as bits or as integers.
;; prints: 2 4 -2 1 -9223372036854775808 0 1 1 -2 0 1 0 3
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (i32.trunc_f64_s (f64.nearest (f64.const 2.5))))
    (call $print (i32.trunc_f64_s (f64.nearest (f64.const 3.5))))
    (call $print (i32.trunc_f32_s (f32.nearest (f32.const -2.5))))
    (call $print (f32.ne (f32.const nan) (f32.const nan)))
    (call $print64 (i64.reinterpret_f64 (f64.min (f64.const 0) (f64.const -0))))
    (call $print64 (i64.reinterpret_f64 (f64.max (f64.const -0) (f64.const 0))))
    (call $print (f64.eq (f64.const 0) (f64.const -0)))
    (call $print (f64.ne (f64.max (f64.const nan) (f64.const 1))
                         (f64.max (f64.const nan) (f64.const 1))))
    (call $print (i32.trunc_f64_s (f64.copysign (f64.const 2) (f64.const -0))))
    (call $print (f32.lt (f32.const nan) (f32.const 1)))
    (call $print (f64.gt (f64.const inf) (f64.const 1e308)))
    (call $print (i32.trunc_f64_s (f64.ceil (f64.const -0.5))))
    (call $print (i32.trunc_f32_s (f32.sqrt (f32.const 9))))))
