// SPDX-License-Identifier: Apache-2.0
// Request (https://fetch.spec.whatwg.org/#request-class).
import { AbortSignal, newSignal } from './abort.js';
import { Body, extractBody, mixBody } from './body.js';
import { Headers } from './headers.js';
import { defineInterface, requireArguments } from './interface.js';

const defaults = {
  cache: 'default',
  credentials: 'same-origin',
  integrity: '',
  keepalive: false,
  mode: 'cors',
  redirect: 'follow',
  referrer: 'about:client',
  referrerPolicy: '',
};

const choices = {
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  credentials: ['omit', 'same-origin', 'include'],
  mode: ['same-origin', 'no-cors', 'cors', 'navigate'],
  redirect: ['follow', 'error', 'manual'],
};

function readMethod(method) {
  const text = `${method}`;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text) || /^(connect|trace|track)$/i.test(text)) {
    throw new TypeError(`'${text}' is not a valid HTTP method.`);
  }
  return /^(delete|get|head|options|post|put)$/i.test(text) ? text.toUpperCase() : text;
}

function readUrl(input) {
  const url = URL.parse(input);
  if (!url) throw new TypeError(`Failed to parse URL from ${input}`);
  if (url.username || url.password) {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
  }
  return url.href;
}

function readOption(name, value) {
  if (choices[name] && !choices[name].includes(`${value}`)) {
    throw new TypeError(`Request constructor: ${value} is not an accepted type for ${name}. ` +
      `Expected one of ${choices[name].join(', ')}.`);
  }
  return typeof defaults[name] === 'boolean' ? Boolean(value) : `${value}`;
}

let stateOf;

class Request {
  #state;
  #body = null;

  constructor(input, init) {
    requireArguments('Request', arguments, 1);
    const old = input instanceof Request ? input : null;
    const given = init ?? {};
    this.#state = { ...defaults, ...old ? old.#state : { url: readUrl(input), method: 'GET' } };
    const state = this.#state;
    for (const name of Object.keys(defaults)) {
      if (given[name] !== undefined) state[name] = readOption(name, given[name]);
    }
    if (given.method !== undefined) state.method = readMethod(given.method);
    state.headers = new Headers(given.headers ?? old?.headers);
    state.signal = newSignal(this.#readSignal(given, old));
    this.#setBody(given.body, old);
  }
  #readSignal(given, old) {
    if (given.signal === undefined) return old?.signal;
    if (given.signal === null || given.signal instanceof AbortSignal) return given.signal;
    throw new TypeError('Request constructor: signal is not of type AbortSignal');
  }
  #setBody(init, old) {
    const hasOwn = init !== null && init !== undefined;
    const { method, headers } = this.#state;
    if ((hasOwn || (init === undefined && old?.#body)) && (method === 'GET' || method === 'HEAD')) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    if (hasOwn) {
      const extracted = extractBody(init);
      if (extracted.type && !headers.has('content-type')) headers.set('content-type', extracted.type);
      this.#body = new Body(extracted);
    } else if (init === undefined && old?.#body) {
      if (old.#body.isUnusable) {
        throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
      }
      this.#body = new Body({ stream: old.#body.stream.pipeThrough(new TransformStream()) });
    }
  }
  get method() { return this.#state.method; }
  get url() { return this.#state.url; }
  get headers() { return this.#state.headers; }
  get destination() { return ''; }
  get referrer() { return this.#state.referrer; }
  get referrerPolicy() { return this.#state.referrerPolicy; }
  get mode() { return this.#state.mode; }
  get credentials() { return this.#state.credentials; }
  get cache() { return this.#state.cache; }
  get redirect() { return this.#state.redirect; }
  get integrity() { return this.#state.integrity; }
  get keepalive() { return this.#state.keepalive; }
  get isReloadNavigation() { return false; }
  get isHistoryNavigation() { return false; }
  get signal() { return this.#state.signal; }
  get duplex() { return 'half'; }
  clone() {
    if (this.#body?.isUnusable) throw new TypeError('unusable');
    const copy = new Request(this.url, { signal: this.signal, headers: this.headers });
    copy.#state = { ...this.#state, headers: copy.headers, signal: copy.signal };
    copy.#body = this.#body?.clone() ?? null;
    return copy;
  }

  static { stateOf = (request) => request.#body; }
}

mixBody(Request, (request) => stateOf(request), (request) => request.headers.get('content-type'));
defineInterface('Request', Request);

export { Request };
