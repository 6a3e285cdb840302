// SPDX-License-Identifier: Apache-2.0
import { host } from './host.js';
import { inspect } from './inspect.js';
globalThis.console = { log: (...a) => host.log(1, a.map(x => typeof x === 'string' ? x : inspect(x)).join(' ')) };
