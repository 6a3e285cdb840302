// SPDX-License-Identifier: Apache-2.0
// Of qjs:os, what a sandbox can give.
export const platform = 'wasi';
export const now = () => performance.now() * 1000;
export const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
