// SPDX-License-Identifier: Apache-2.0
// The functions of the C side (src/natives.c). The global goes before any program can see it.
export const host = globalThis.__troupe;
delete globalThis.__troupe;
