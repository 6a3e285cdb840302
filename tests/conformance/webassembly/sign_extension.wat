;; SPDX-License-Identifier: Apache-2.0
;; The five sign extension instructions.
;; prints: -128 127 -32768 -1 -128 -32768 -2147483648 2147483647
(module
  ;; use print
  (memory (export "memory") 1)
  (func (export "_start")
    (call $print (i32.extend8_s (i32.const 0x1280)))
    (call $print (i32.extend8_s (i32.const 0x127f)))
    (call $print (i32.extend16_s (i32.const 0x128000)))
    (call $print (i32.extend16_s (i32.const 0xffff)))
    (call $print64 (i64.extend8_s (i64.const 0x180)))
    (call $print64 (i64.extend16_s (i64.const 0x18000)))
    (call $print64 (i64.extend32_s (i64.const 0x180000000)))
    (call $print64 (i64.extend32_s (i64.const 0x17fffffff)))))
