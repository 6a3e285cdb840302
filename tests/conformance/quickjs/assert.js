// SPDX-License-Identifier: Apache-2.0
// Stands in for the suite's assert.js: the same functions (from the file itself, here under another
// name), counted, and the globals that the suite expects of its own runner.
import * as suite from './assert.suite.js';
import './globals.js';

globalThis.countAssertions(suite.assert);
export const { assert } = globalThis;
export const { assertThrows, assertArrayEquals } = suite;
