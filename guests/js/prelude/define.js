// SPDX-License-Identifier: Apache-2.0

// Globals are not enumerable, as everywhere.
export function defineGlobals(values) {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
