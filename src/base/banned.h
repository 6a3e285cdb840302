/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that have no place here, turned into compile errors. Forced into every file by the build.
 * The left column is what to use instead. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Headers that declare the banned names, so that only our own uses meet the poison below. */
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang-format off */
/* struct buf:        */ #pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets
/* slices:            */ #pragma GCC poison strtok
/* strtoull, checked: */ #pragma GCC poison atoi atol atoll atof
/* the _r forms:      */ #pragma GCC poison gmtime localtime asctime ctime
/* os_random:         */ #pragma GCC poison srand srandom rand_r drand48
#undef alloca
/* a cap and a buf:   */ #pragma GCC poison alloca
/* os_write_…:        */ #pragma GCC poison tmpnam mktemp
/* clang-format on */

#endif
