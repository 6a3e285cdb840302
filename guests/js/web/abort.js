// SPDX-License-Identifier: Apache-2.0
// AbortController and AbortSignal (https://dom.spec.whatwg.org/#aborting-ongoing-activities).
import { host } from '../prelude/host.js';
import { Event, EventTarget } from './event.js';
import { defineHandler, defineInterface, requireArguments, typeError } from './interface.js';

const key = Symbol('construct');
let abort;
let follow;

class AbortSignal extends EventTarget {
  #isAborted = false;
  #reason;
  #followers = new Set(); // made by AbortSignal.any

  constructor(token) {
    if (token !== key) throw typeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }
  get aborted() { return this.#isAborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#isAborted) throw this.#reason; }

  static abort(reason) {
    const signal = new AbortSignal(key);
    abort(signal, reason);
    return signal;
  }
  static timeout(milliseconds) {
    requireArguments('AbortSignal.timeout', arguments, 1);
    const delay = Number(milliseconds);
    if (!(delay >= 0 && delay <= Number.MAX_SAFE_INTEGER)) {
      throw Object.assign(new RangeError('The value of "delay" is out of range. It must be ' +
        `>= 0 && <= ${Number.MAX_SAFE_INTEGER}. Received ${milliseconds}`), { code: 'ERR_OUT_OF_RANGE' });
    }
    const signal = new AbortSignal(key);
    const timer = setTimeout(() => {
      abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    host.timerUnref(timer); // it is no reason to keep the program
    return signal;
  }
  static any(signals) {
    requireArguments('AbortSignal.any', arguments, 1);
    const sources = [...signals];
    if (!sources.every((source) => source instanceof AbortSignal)) {
      throw typeError('ERR_INVALID_ARG_TYPE', 'The "signals" argument must hold AbortSignals');
    }
    const signal = new AbortSignal(key);
    const aborted = sources.find((source) => source.aborted);
    if (aborted) abort(signal, aborted.reason);
    else for (const source of sources) follow(source, signal);
    return signal;
  }

  static {
    follow = (source, signal) => { source.#followers.add(signal); };
    abort = (signal, reason = new DOMException('This operation was aborted', 'AbortError')) => {
      if (signal.#isAborted) return;
      signal.#isAborted = true;
      signal.#reason = reason;
      signal.dispatchEvent(new Event('abort'));
      for (const follower of signal.#followers) abort(follower, reason);
      signal.#followers.clear();
    };
  }
}

class AbortController {
  #signal = new AbortSignal(key);
  get signal() { return this.#signal; }
  abort(reason) { abort(this.#signal, reason); }
}

defineInterface('AbortSignal', AbortSignal);
defineHandler(AbortSignal, 'abort');
defineInterface('AbortController', AbortController);

// A signal that follows another, or none: what a Request has.
export function newSignal(source) {
  const signal = new AbortSignal(key);
  if (source?.aborted) abort(signal, source.reason);
  else if (source) follow(source, signal);
  return signal;
}

export { AbortController, AbortSignal };
