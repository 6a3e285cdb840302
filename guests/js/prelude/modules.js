// SPDX-License-Identifier: Apache-2.0
// The built-in modules: for import (src/module.c looks them up here) and for require.
import { assert, strict } from './assert.js';
import { console } from './console.js';
import { defineGlobals } from './define.js';
import { events } from './events.js';
import { fs, promises } from './fs.js';
import { host } from './host.js';
import { inspect } from './inspect.js';
import { path } from './path.js';
import { process } from './process.js';
import { types, util } from './util.js';

const timersPromises = {
  setTimeout: (ms, value) => new Promise((resolve) => { setTimeout(resolve, ms, value); }),
  setImmediate: (value) => new Promise((resolve) => { setImmediate(resolve, value); }),
};

// Later parts of the prelude add theirs.
export const builtins = Object.assign(Object.create(null), {
  'node:assert': assert,
  'node:assert/strict': strict,
  'node:console': console,
  'node:events': events,
  'node:fs': fs,
  'node:fs/promises': promises,
  'node:path': path,
  'node:path/posix': path,
  'node:process': process,
  'node:timers': { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate },
  'node:timers/promises': timersPromises,
  'node:util': util,
  'node:util/types': types,
});

function require(name) {
  const key = String(name).startsWith('node:') ? name : `node:${name}`;
  if (key in builtins) return builtins[key];
  throw Object.assign(
    new Error(`Cannot find module '${name}': require gives built-in modules only, use import`),
    { code: 'MODULE_NOT_FOUND' },
  );
}

defineGlobals({ require, global: globalThis });
host.register(inspect, builtins);
