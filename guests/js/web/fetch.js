// SPDX-License-Identifier: Apache-2.0
// fetch checks its arguments as ever and then refuses: there is no grant for the network yet.
import { defineGlobals } from '../prelude/define.js';
import { typeError } from './interface.js';
import { Request } from './request.js';

async function fetch(input, init = undefined) {
  const request = new Request(input, init);
  request.signal.throwIfAborted();
  throw typeError('denied', `fetch ${request.url}: network access is not granted by this version: ` +
    'no grant exists for it yet');
}

defineGlobals({ fetch });
