;; A module with no language behind it: writes the first Fibonacci numbers below 100 to standard output
;; through WASI.
;;
;;     troupe run examples/fibonacci.wat
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; 0: pointer and length of the text (one iovec); 8: bytes written; 16: the text
  (func $print (param $number i32)
    (local $length i32)
    (if (i32.ge_u (local.get $number) (i32.const 10))
      (then
        (i32.store8 (i32.const 16)
          (i32.add (i32.const 48) (i32.div_u (local.get $number) (i32.const 10))))
        (local.set $length (i32.const 1))))
    (i32.store8 (i32.add (i32.const 16) (local.get $length))
      (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
    (i32.store8 (i32.add (i32.const 17) (local.get $length)) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.add (local.get $length) (i32.const 2)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start")
    (local $a i32) (local $b i32) (local $next i32)
    (local.set $b (i32.const 1))
    (loop $again
      (call $print (local.get $b))
      (local.set $next (i32.add (local.get $a) (local.get $b)))
      (local.set $a (local.get $b))
      (local.set $b (local.get $next))
      (br_if $again (i32.lt_u (local.get $b) (i32.const 100))))))
