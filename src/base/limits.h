/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every cap on what a guest, a file or a peer can choose, with its unit and reason. Limits that a
 * caller can change are the rows of TR_LIMITS; the other numbers are fixed.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdint.h>

#define KIB       UINT64_C(1024)
#define MIB       (UINT64_C(1024) * KIB)
#define GIB       (UINT64_C(1024) * MIB)
#define MS_NS     UINT64_C(1000000)
#define SECOND_NS UINT64_C(1000000000)

/* name, field unit, default, greatest value, what it bounds. Options, usage report and help come
 * from this table. */
#define TR_LIMITS(X)                                                                               \
    X(time, "ns", 5 * SECOND_NS, 24 * 3600 * SECOND_NS,                                            \
      "wall clock time of a run, waiting included")                                                \
    X(memory, "bytes", 64 * MIB, 4 * GIB - 64 * KIB, "linear memory of the guest")                 \
    X(stack, "bytes", 1 * MIB, 1 * MIB, "call stack of the guest language")                        \
    X(output, "bytes", 1 * MIB, 1 * GIB, "each of: standard output, standard error, logs, result") \
    X(source, "bytes", 4 * MIB, 64 * MIB, "all source files of a program together")                \
    X(files, "bytes", 64 * MIB, 4 * GIB, "virtual files, names and open handles")                  \
    X(timers, "count", 10000, 1000000, "timers and calls that wait at one time")

/* Nesting of CBOR and JSON values: bounds the stack of every recursive walk. */
#define CBOR_DEPTH_MAX 512
#define JSON_DEPTH_MAX 512

/* A big integer of up to so many bytes becomes decimal digits in JSON, a longer one a hexadecimal
 * string: conversion to decimal takes time that grows with the square of the length. */
#define JSON_BIGINT_BYTES_MAX 4096

/* The guest's native stack. A JavaScript frame uses up to 16 times its shadow stack (measured), so
 * 16 x the 1 MiB language stack; the host's thread stack adds room for host calls under a full one.
 */
#define GUEST_STACK_BYTES       (16 * MIB)
#define HOST_STACK_MARGIN_BYTES (2 * MIB)
#define THREAD_STACK_BYTES      (GUEST_STACK_BYTES + HOST_STACK_MARGIN_BYTES)

/* A foreign module's bytes; compile time grows with them. */
#define WASM_MODULE_BYTES_MAX (64 * MIB)
/* Compiled modules and images kept on disk for a user; the ones used longest ago go first. */
#define CACHE_BYTES_MAX (1 * GIB)
/* Compiling one foreign module. The compiler takes minutes for twenty kilobytes that were made for
 * it. */
#define COMPILE_NS_MAX (30 * SECOND_NS)
/* From the first to the last byte of a module's initial data: what an image copies and hashes. A
 * few bytes of module can ask for gigabytes of it. */
#define IMAGE_BYTES_MAX (256 * MIB)

#endif
