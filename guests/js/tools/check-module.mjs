// SPDX-License-Identifier: Apache-2.0
// usage: node check-module.mjs FILE.wasm
// Fails when a guest imports anything but module "troupe" or lacks an export of the interface.
import { readFileSync } from 'node:fs';

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const needed = ['memory', 'tr_abi', 'tr_init', 'tr_alloc', 'tr_free', 'tr_start', 'tr_turn'];
const exported = new Set(WebAssembly.Module.exports(module).map((e) => e.name));
const faults = [
  ...WebAssembly.Module.imports(module)
    .filter((i) => i.module !== 'troupe')
    .map((i) => `imports ${i.module}.${i.name}`),
  ...needed.filter((name) => !exported.has(name)).map((name) => `does not export ${name}`),
];
for (const fault of faults) console.error(`${process.argv[2]}: ${fault}`);
process.exit(faults.length ? 1 : 0);
