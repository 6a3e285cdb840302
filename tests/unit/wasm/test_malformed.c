/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Modules that must be refused: one row each, with the code, the offset and a part of the message.
 * Every row is its own allocation, so that a sanitizer sees a read past the end.
 */
#include "wasm/hex.h"
#include "wasm/prepare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Sections that rows share. */
#define TYPE_VOID  "01 04 01 60 00 00 "     /* () -> () */
#define ONE_FUNC   TYPE_VOID "03 02 01 00 " /* declared at 14, ends at 18 */
#define TABLE_10   "04 04 01 70 00 0a "     /* 10 funcref */
#define MEMORY_1   "05 03 01 00 01 "        /* 1 page */
#define EMPTY_BODY "0a 04 01 02 00 0b "     /* for ONE_FUNC */

#define INV TR_E_INVALID
#define UNS TR_E_UNSUPPORTED
#define LIM TR_E_LIMIT

struct row {
    const char *name;
    const char *hex;
    tr_rc code;
    uint64_t offset;
    const char *message;
};

static const struct row rows[] = {
    /* Preamble. */
    {"nothing", "", INV, 0, "not a WebAssembly module"},
    {"three bytes", "00 61 73", INV, 0, "not a WebAssembly module"},
    {"text", "28 6d 6f 64 75 6c 65 29", INV, 0, "not a WebAssembly module"},
    {"ELF", "7f 45 4c 46 02 01 01 00", INV, 0, "not a WebAssembly module"},
    {"magic only", "00 61 73 6d", INV, 4, "preamble"},
    {"half a version", "00 61 73 6d 01 00 00", INV, 6, "preamble"},
    {"version 2", "00 61 73 6d 02 00 00 00", INV, 4, "version 2"},
    {"component", "00 61 73 6d 0d 00 01 00 07 00", UNS, 4, "component"},
    {"unknown layer", "00 61 73 6d 01 00 02 00", INV, 4, "layer 2"},

    /* Sections. */
    {"section without size", PREAMBLE "01", INV, 9, "head of a section"},
    {"section size too long", PREAMBLE "01 80 80 80 80 10", INV, 9, "head of a section"},
    {"section past the end", PREAMBLE "01 05 00", INV, 10, "type section is cut short"},
    {"unknown section", PREAMBLE "7f 00", INV, 8, "unknown section 0x7f"},
    {"tag section", PREAMBLE "0d 03 01 00 00", UNS, 8, "exception handling"},
    {"types twice", PREAMBLE TYPE_VOID "01 01 00", INV, 14, "repeated or out of order"},
    {"types behind functions", PREAMBLE "03 01 00 01 01 00", INV, 11, "out of order"},
    {"data before code", PREAMBLE "0b 01 00 0a 01 00", INV, 11, "out of order"},
    {"data count behind code", PREAMBLE "0a 01 00 0c 01 00", INV, 11, "out of order"},
    {"bytes behind the types", PREAMBLE "01 02 00 00", INV, 11, "behind its last item"},
    {"custom section without name", PREAMBLE "00 00", INV, 10, "custom section"},
    {"custom name past the end", PREAMBLE "00 02 05 61", INV, 10, "custom section"},
    {"custom name not UTF-8", PREAMBLE "00 03 02 c0 80", INV, 10, "UTF-8"},

    /* Types. */
    {"more types than bytes", PREAMBLE "01 05 ff ff ff ff 0f", INV, 10, "number of types"},
    {"count too long", PREAMBLE "01 06 ff ff ff ff 1f 00", INV, 10, "types"},
    {"struct type", PREAMBLE "01 04 01 5f 00 00", UNS, 11, "garbage collection"},
    {"recursive type", PREAMBLE "01 04 01 4e 00 00", UNS, 11, "garbage collection"},
    {"unknown form", PREAMBLE "01 04 01 61 00 00", INV, 11, "form of a type 0x61"},
    {"unknown value type", PREAMBLE "01 05 01 60 01 79 00", INV, 13, "value type 0x79"},
    {"typed reference", PREAMBLE "01 05 01 60 01 64 00", UNS, 13, "typed function references"},
    {"any reference", PREAMBLE "01 05 01 60 01 6e 00", UNS, 13, "garbage collection"},
    {"exception reference", PREAMBLE "01 05 01 60 01 69 00", UNS, 13, "exception handling"},
    {"parameters cut short", PREAMBLE "01 04 01 60 02 7f", INV, 12, "parameters"},

    /* Imports. */
    {"import of an unknown type", PREAMBLE TYPE_VOID "02 07 01 01 61 01 62 00 01", INV, 22,
     "unknown type 1"},
    {"imported table", PREAMBLE "02 09 01 01 61 01 62 01 70 00 01", UNS, 11,
     "\"a\" \"b\" is a table"},
    {"imported memory", PREAMBLE "02 08 01 01 61 01 62 02 00 01", UNS, 11,
     "\"a\" \"b\" is a memory"},
    {"imported global", PREAMBLE "02 08 01 01 61 01 62 03 7f 00", UNS, 11,
     "\"a\" \"b\" is a global"},
    {"control character in a name", PREAMBLE "02 08 01 01 0a 01 62 03 7f 00", UNS, 11,
     "\"?\" \"b\""},
    {"imported tag", PREAMBLE "02 08 01 01 61 01 62 04 00 00", UNS, 15, "exception handling"},
    {"unknown kind of import", PREAMBLE "02 07 01 01 61 01 62 05 00", INV, 15, "kind"},
    {"import name not UTF-8", PREAMBLE TYPE_VOID "02 07 01 01 ff 01 62 00 00", INV, 17, "UTF-8"},
    {"import cut short", PREAMBLE "02 04 01 01 61 05", INV, 10, "number of imports"},

    /* Functions, tables, memory. */
    {"function of an unknown type", PREAMBLE TYPE_VOID "03 02 01 01", INV, 17, "unknown type 1"},
    {"function without body", PREAMBLE ONE_FUNC, INV, 18, "1 functions have no body"},
    {"body without function", PREAMBLE "0a 04 01 02 00 0b", INV, 10, "1 function bodies"},
    {"table of numbers", PREAMBLE "04 04 01 7f 00 01", INV, 11, "not a reference type"},
    {"table with an initial value", PREAMBLE "04 09 01 40 00 70 00 01 d0 70 0b", UNS, 11,
     "typed function references"},
    {"table of 64 bits", PREAMBLE "04 04 01 70 04 01", UNS, 12, "memory64"},
    {"table upside down", PREAMBLE "04 05 01 70 01 02 01", INV, 12, "above the maximum"},
    {"table too large", PREAMBLE "04 07 01 70 00 81 ad e2 04", LIM, 11, "10000001 elements"},
    {"table size cut short", PREAMBLE "04 04 01 70 00 80", INV, 13, "table"},
    {"two memories", PREAMBLE "05 05 02 00 01 00 01", UNS, 10, "2 memories"},
    {"shared memory", PREAMBLE "05 04 01 03 01 02", UNS, 11, "threads"},
    {"memory of 64 bits", PREAMBLE "05 03 01 04 01", UNS, 11, "memory64"},
    {"shared memory of 64 bits", PREAMBLE "05 04 01 07 01 02", UNS, 11, "threads"},
    {"memory with its own pages", PREAMBLE "05 04 01 08 01 00", UNS, 11, "custom page sizes"},
    {"unknown memory flags", PREAMBLE "05 03 01 10 01", INV, 11, "limits flags 0x10"},
    {"memory past 4 GiB", PREAMBLE "05 05 01 00 81 80 04", INV, 11, "larger than 65536 pages"},
    {"memory maximum past 4 GiB", PREAMBLE "05 06 01 01 01 81 80 04", INV, 11, "65536 pages"},
    {"memory upside down", PREAMBLE "05 04 01 01 02 01", INV, 11, "above the maximum"},

    /* Globals and constant expressions. */
    {"global of an unknown type", PREAMBLE "06 06 01 40 00 41 00 0b", INV, 11, "value type 0x40"},
    {"malformed mutability", PREAMBLE "06 06 01 7f 02 41 00 0b", INV, 12, "mutability 0x02"},
    {"constant without end", PREAMBLE "06 05 01 7f 00 41 00", INV, 15, "constant expression"},
    {"constant of another type", PREAMBLE "06 06 01 7f 00 42 00 0b", INV, 13, "type 0x7f"},
    {"no constant at all", PREAMBLE "06 09 02 7f 00 0b 7f 00 41 00 0b", INV, 13, "one value"},
    {"two constants", PREAMBLE "06 08 01 7f 00 41 00 41 00 0b", INV, 13, "one value"},
    {"constant too long", PREAMBLE "06 0a 01 7f 00 41 ff ff ff ff 4f 0b", INV, 14, "constant"},
    {"constant with a load", PREAMBLE "06 09 01 7f 00 41 00 28 02 00 0b", INV, 15, "0x28"},
    {"constant with a call", PREAMBLE "06 06 01 7f 00 10 00 0b", INV, 13, "0x10"},
    {"global reads itself", PREAMBLE "06 06 01 7f 00 23 00 0b", INV, 14, "unknown global 0"},
    {"global reads a later one", PREAMBLE "06 0b 02 7f 00 23 01 0b 7f 00 41 00 0b", INV, 14,
     "unknown global 1"},
    {"global reads a mutable one", PREAMBLE "06 0b 02 7f 01 41 00 0b 7f 00 23 00 0b", INV, 19,
     "mutable global 0"},
    {"addition of one operand", PREAMBLE "06 07 01 7f 00 41 01 6a 0b", INV, 15, "operands"},
    {"addition of two types", PREAMBLE "06 09 01 7f 00 41 01 42 01 6a 0b", INV, 17, "operands"},
    {"division in a constant", PREAMBLE "06 09 01 7f 00 41 01 41 01 6d 0b", INV, 17, "0x6d"},
    {"SIMD that is no constant", PREAMBLE "06 06 01 7b 00 fd 0d 0b", INV, 13, "is required"},
    {"v128 cut short", PREAMBLE "06 08 01 7b 00 fd 0c 01 02 03", INV, 15, "constant"},
    {"reference to no function", PREAMBLE "06 06 01 70 00 d2 00 0b", INV, 14, "unknown function 0"},
    {"null of a number type", PREAMBLE "06 06 01 70 00 d0 7f 0b", INV, 14, "not a reference"},

    /* Exports and start. */
    {"export of no function", PREAMBLE "07 05 01 01 61 00 00", INV, 14, "unknown function 0"},
    {"export of no table", PREAMBLE "07 05 01 01 61 01 00", INV, 14, "unknown table 0"},
    {"export of no memory", PREAMBLE "07 05 01 01 61 02 00", INV, 14, "unknown memory 0"},
    {"export of no global", PREAMBLE "07 05 01 01 61 03 00", INV, 14, "unknown global 0"},
    {"export of a tag", PREAMBLE "07 05 01 01 61 04 00", UNS, 13, "exception handling"},
    {"export twice", PREAMBLE MEMORY_1 "07 09 02 01 61 02 00 01 61 02 00", INV, 21, "\"a\""},
    {"export of nothing, twice", PREAMBLE MEMORY_1 "07 07 02 00 02 00 00 02 00", INV, 20, "two"},
    {"export of a reserved name",
     PREAMBLE MEMORY_1 "07 11 01 0d 74 72 6f 75 70 65 3a 6d 65 6d 6f 72 79 02 00", UNS, 17,
     "troupe:memory"},
    {"export of a reserved start",
     PREAMBLE MEMORY_1 "07 10 01 0c 74 72 6f 75 70 65 3a 73 74 61 72 74 02 00", UNS, 17,
     "reserved"},
    {"export of a reserved global",
     PREAMBLE MEMORY_1 "07 12 01 0e 74 72 6f 75 70 65 3a 67 6c 6f 62 61 6c 3a 02 00", UNS, 17,
     "reserved"},
    {"start of no function", PREAMBLE "08 01 00", INV, 10, "unknown function 0"},
    {"start with a parameter", PREAMBLE "01 05 01 60 01 7f 00 03 02 01 00 08 01 00", INV, 21,
     "parameters or results"},

    /* Element segments. */
    {"elements without table", PREAMBLE "09 06 01 00 41 00 0b 00", INV, 12, "no table"},
    {"elements of table 1", PREAMBLE TABLE_10 "09 08 01 02 01 41 00 0b 00 00", INV, 18,
     "unknown table 1"},
    {"unknown element flags", PREAMBLE TABLE_10 "09 04 01 08 00 00", INV, 17, "flags 8"},
    {"unknown kind of elements", PREAMBLE "09 04 01 01 01 00", INV, 12, "kind of elements 0x01"},
    {"element of no function", PREAMBLE TABLE_10 "09 07 01 00 41 00 0b 01 00", INV, 22,
     "unknown function 0"},
    {"elements past the table", PREAMBLE ONE_FUNC TABLE_10 "09 07 01 00 41 0a 0b 01 00" EMPTY_BODY,
     INV, 27, "ends at 11, the table at 10"},
    {"elements at -1", PREAMBLE ONE_FUNC TABLE_10 "09 07 01 00 41 7f 0b 01 00" EMPTY_BODY, INV, 27,
     "ends at 4294967296"},
    {"elements of another type", PREAMBLE TABLE_10 "09 09 01 06 00 41 00 0b 6f 00 00", UNS, 22,
     "externref"},
    {"element offset of 64 bits", PREAMBLE TABLE_10 "09 06 01 00 42 00 0b 00", INV, 18,
     "type 0x7f"},
    {"more elements than bytes", PREAMBLE "09 06 01 01 00 ff ff 03", INV, 13, "number of elements"},

    /* Data segments. */
    {"data without memory", PREAMBLE "0b 06 01 00 41 00 0b 00", INV, 12, "no memory"},
    {"data of memory 1", PREAMBLE MEMORY_1 "0b 07 01 02 01 41 00 0b 00", UNS, 17, "another memory"},
    {"unknown data flags", PREAMBLE MEMORY_1 "0b 03 01 03 00", INV, 16, "flags 3"},
    {"data past the memory", PREAMBLE MEMORY_1 "0b 0a 01 00 41 ff ff 03 0b 02 61 62", INV, 16,
     "ends at 65537, the memory at 65536"},
    {"nothing past the memory", PREAMBLE MEMORY_1 "0b 08 01 00 41 81 80 04 0b 00", INV, 16,
     "ends at 65537"},
    {"data at -1", PREAMBLE MEMORY_1 "0b 07 01 00 41 7f 0b 01 61", INV, 16, "ends at 4294967296"},
    {"more data than bytes", PREAMBLE MEMORY_1 "0b 07 01 00 41 00 0b 02 61", INV, 20, "bytes"},
    {"data offset of 64 bits", PREAMBLE MEMORY_1 "0b 06 01 00 42 00 0b 00", INV, 17, "type 0x7f"},
    {"more data than counted", PREAMBLE MEMORY_1 "0c 01 00 0b 03 01 01 00", INV, 18,
     "1 data segments"},
    {"counted but no data", PREAMBLE "0c 01 02", INV, 11, "announces 2"},
    {"malformed data count", PREAMBLE "0c 01 80", INV, 10, "data count"},

    /* Bodies. ONE_FUNC ends at 18, so the code section's content starts at 20, the body at 22. */
    {"body past the section", PREAMBLE ONE_FUNC "0a 04 01 03 00 0b", INV, 22, "body is cut short"},
    {"body without locals", PREAMBLE ONE_FUNC "0a 02 01 00", INV, 22, "groups of locals"},
    {"body without end", PREAMBLE ONE_FUNC "0a 04 01 02 00 01", INV, 24, "no end"},
    {"body goes on", PREAMBLE ONE_FUNC "0a 05 01 03 00 0b 01", INV, 24, "behind its end"},
    {"block without end", PREAMBLE ONE_FUNC "0a 06 01 04 00 02 40 0b", INV, 26, "no end"},
    {"else without if", PREAMBLE ONE_FUNC "0a 07 01 05 00 02 40 05 0b 0b", INV, 25, "`else`"},
    {"else of the body", PREAMBLE ONE_FUNC "0a 05 01 03 00 05 0b", INV, 23, "`else`"},
    {"else twice", PREAMBLE ONE_FUNC "0a 08 01 06 00 04 40 05 05 0b", INV, 26, "`else`"},
    {"block of an unknown type", PREAMBLE ONE_FUNC "0a 07 01 05 00 02 01 0b 0b", INV, 24,
     "unknown type 1"},
    {"block of a negative type", PREAMBLE ONE_FUNC "0a 08 01 06 00 02 80 7e 0b 0b", INV, 24,
     "unknown type -256"},
    {"block of a GC type", PREAMBLE ONE_FUNC "0a 07 01 05 00 02 6e 0b 0b", UNS, 24, "garbage"},
    {"locals past the limit", PREAMBLE ONE_FUNC "0a 08 01 06 01 d1 86 03 7f 0b", LIM, 23, "locals"},
    {"locals that overflow", PREAMBLE ONE_FUNC "0a 0c 01 0a 02 01 7f ff ff ff ff 0f 7f 0b", LIM, 25,
     "locals"},
    {"locals of an unknown type", PREAMBLE ONE_FUNC "0a 06 01 04 01 01 40 0b", INV, 24, "0x40"},
    {"more groups than bytes", PREAMBLE ONE_FUNC "0a 04 01 02 09 0b", INV, 22, "groups"},
    {"unknown opcode", PREAMBLE ONE_FUNC "0a 05 01 03 00 27 0b", INV, 23, "opcode 0x27"},
    {"try", PREAMBLE ONE_FUNC "0a 06 01 04 00 06 40 0b", UNS, 23, "exception handling"},
    {"try_table", PREAMBLE ONE_FUNC "0a 06 01 04 00 1f 40 0b", UNS, 23, "exception handling"},
    {"call_ref", PREAMBLE ONE_FUNC "0a 06 01 04 00 14 00 0b", UNS, 23, "typed function references"},
    {"struct.new", PREAMBLE ONE_FUNC "0a 07 01 05 00 fb 00 00 0b", UNS, 23, "garbage collection"},
    {"atomic fence", PREAMBLE ONE_FUNC "0a 07 01 05 00 fe 03 00 0b", UNS, 23, "threads"},
    {"suspend", PREAMBLE ONE_FUNC "0a 06 01 04 00 e2 00 0b", UNS, 23, "stack switching"},
    {"i64.add128", PREAMBLE ONE_FUNC "0a 06 01 04 00 fc 13 0b", UNS, 23, "wide arithmetic"},
    {"memory.discard", PREAMBLE ONE_FUNC "0a 07 01 05 00 fc 12 00 0b", UNS, 23, "memory control"},
    {"unknown 0xfc", PREAMBLE ONE_FUNC "0a 06 01 04 00 fc 20 0b", INV, 23, "opcode 0xfc 0x20"},
    {"relaxed swizzle", PREAMBLE ONE_FUNC "0a 07 01 05 00 fd 80 02 0b", UNS, 23, "relaxed SIMD"},
    {"unknown 0xfd", PREAMBLE ONE_FUNC "0a 07 01 05 00 fd 9a 01 0b", INV, 23, "opcode 0xfd 0x9a"},
    {"0xfd past the table", PREAMBLE ONE_FUNC "0a 0a 01 08 00 fd ff ff ff ff 0f 0b", INV, 23,
     "0xfd"},
    {"0xfd without a number", PREAMBLE ONE_FUNC "0a 05 01 03 00 fd 80", INV, 24, "opcode"},
    {"branch too far", PREAMBLE ONE_FUNC "0a 06 01 04 00 0c 01 0b", INV, 24, "unknown label 1"},
    {"br_table past the end", PREAMBLE ONE_FUNC "0a 07 01 05 00 0e 7f 00 0b", INV, 24, "labels"},
    {"br_table too far", PREAMBLE ONE_FUNC "0a 08 01 06 00 0e 01 00 01 0b", INV, 26, "label 1"},
    {"call of no function", PREAMBLE ONE_FUNC "0a 06 01 04 00 10 01 0b", INV, 24, "function 1"},
    {"indirect call of no type", PREAMBLE ONE_FUNC TABLE_10 "0a 07 01 05 00 11 01 00 0b", INV, 30,
     "unknown type 1"},
    {"indirect call without table", PREAMBLE ONE_FUNC "0a 07 01 05 00 11 00 00 0b", INV, 25,
     "unknown table 0"},
    {"select of an unknown type", PREAMBLE ONE_FUNC "0a 07 01 05 00 1c 01 40 0b", INV, 25, "0x40"},
    {"unknown local", PREAMBLE ONE_FUNC "0a 06 01 04 00 20 00 0b", INV, 24, "unknown local 0"},
    {"local behind the locals", PREAMBLE ONE_FUNC "0a 08 01 06 01 01 7f 20 01 0b", INV, 26,
     "unknown local 1"},
    {"unknown global", PREAMBLE ONE_FUNC "0a 06 01 04 00 23 00 0b", INV, 24, "unknown global 0"},
    {"unknown table", PREAMBLE ONE_FUNC "0a 06 01 04 00 25 00 0b", INV, 24, "unknown table 0"},
    {"load without memory", PREAMBLE ONE_FUNC "0a 07 01 05 00 28 02 00 0b", INV, 24, "no memory"},
    {"memory.grow without memory", PREAMBLE ONE_FUNC "0a 06 01 04 00 40 00 0b", INV, 24,
     "no memory"},
    {"load of memory 1", PREAMBLE ONE_FUNC MEMORY_1 "0a 08 01 06 00 28 42 01 00 0b", UNS, 29,
     "multi-memory"},
    {"malformed alignment", PREAMBLE ONE_FUNC MEMORY_1 "0a 07 01 05 00 28 20 00 0b", INV, 29,
     "alignment 32"},
    {"address too long", PREAMBLE ONE_FUNC MEMORY_1 "0a 0b 01 09 00 28 02 ff ff ff ff 1f 0b", INV,
     30, "address"},
    {"memory.size of memory 1", PREAMBLE ONE_FUNC MEMORY_1 "0a 06 01 04 00 3f 01 0b", UNS, 29,
     "multi-memory"},
    {"memory.copy of memory 1", PREAMBLE ONE_FUNC MEMORY_1 "0a 08 01 06 00 fc 0a 00 01 0b", UNS, 31,
     "multi-memory"},
    {"memory.init without count",
     PREAMBLE ONE_FUNC MEMORY_1 "0a 08 01 06 00 fc 08 00 00 0b 0b 03 01 01 00", INV, 30,
     "data count section is required"},
    {"data.drop of no segment", PREAMBLE ONE_FUNC "0c 01 00 0a 07 01 05 00 fc 09 00 0b", INV, 28,
     "unknown data segment 0"},
    {"elem.drop of no segment", PREAMBLE ONE_FUNC "0a 07 01 05 00 fc 0d 00 0b", INV, 25,
     "unknown element segment 0"},
    {"table.copy of no table", PREAMBLE ONE_FUNC TABLE_10 "0a 08 01 06 00 fc 0e 00 01 0b", INV, 32,
     "unknown table 1"},
    {"ref.null of a number", PREAMBLE ONE_FUNC "0a 06 01 04 00 d0 7f 0b", INV, 24, "reference"},
    {"ref.func of no function", PREAMBLE ONE_FUNC "0a 06 01 04 00 d2 05 0b", INV, 24, "function 5"},
    {"i32 too long", PREAMBLE ONE_FUNC "0a 0a 01 08 00 41 80 80 80 80 70 0b", INV, 24, "constant"},
    {"i32 cut short", PREAMBLE ONE_FUNC "0a 06 01 04 00 41 80 80", INV, 24, "constant"},
    {"f64 cut short", PREAMBLE ONE_FUNC "0a 06 01 04 00 44 00 0b", INV, 24, "constant"},
    {"shuffle of lane 32",
     PREAMBLE ONE_FUNC "0a 16 01 14 00 fd 0d 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 20 0b",
     INV, 40, "lane 32 of 32"},
    {"lane 16 of 16", PREAMBLE ONE_FUNC "0a 07 01 05 00 fd 15 10 0b", INV, 25, "lane 16 of 16"},
    {"lane 2 of 2", PREAMBLE ONE_FUNC "0a 07 01 05 00 fd 21 02 0b", INV, 25, "lane 2 of 2"},
    {"loaded lane 4 of 4", PREAMBLE ONE_FUNC MEMORY_1 "0a 09 01 07 00 fd 56 00 00 04 0b", INV, 32,
     "lane 4 of 4"},
};

static bool refused_as(const struct row *row)
{
    struct slice bytes = hex_slice(row->hex);
    struct wasm_prepared out;
    memset(&out, 0x5a, sizeof out);
    const struct wasm_prepared before = out;
    struct tr_err err = {0};
    tr_rc rc = wasm_prepare(bytes, &out, &err);
    bool as_expected = rc == row->code && err.code == rc && err.offset == row->offset &&
                       strstr(err.message, row->message) && memcmp(&out, &before, sizeof out) == 0;
    if (!as_expected)
        print_error("%s: got %s at %lld: %s\n  expected %s at %lld: %s\n", row->name,
                    tr_code_name(rc), (long long)err.offset, err.message, tr_code_name(row->code),
                    (long long)row->offset, row->message);
    free((void *)(uintptr_t)bytes.ptr);
    if (rc == TR_OK)
        wasm_prepared_done(&out);
    return as_expected;
}

static void test_rows(void **state)
{
    unsigned n_wrong = 0;
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++)
        n_wrong += !refused_as(&rows[i]);
    assert_int_equal(n_wrong, 0);
}

static void test_error_object_is_optional(void **state)
{
    struct wasm_prepared out;
    (void)state;
    assert_int_equal(wasm_prepare(slice_str("no"), &out, NULL), TR_E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_error_object_is_optional),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
