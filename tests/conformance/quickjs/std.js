// SPDX-License-Identifier: Apache-2.0
// Of qjs:std, what a sandbox can give.
import './globals.js';

export const { gc } = globalThis;
