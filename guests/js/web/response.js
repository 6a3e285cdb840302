// SPDX-License-Identifier: Apache-2.0
// Response (https://fetch.spec.whatwg.org/#response-class).
import { Body, extractBody, mixBody } from './body.js';
import { Headers } from './headers.js';
import { defineInterface, requireArguments, toByteString } from './interface.js';

const nullBodyStatus = [101, 103, 204, 205, 304];
const redirectStatus = [301, 302, 303, 307, 308];

function readStatus(status) {
  const number = Math.trunc(Number(status)) & 0xffff;
  if (number < 200 || number > 599) {
    throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
  }
  return number;
}

function readStatusText(text) {
  const checked = toByteString(text, 'Response constructor');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(checked)) throw new TypeError('Invalid statusText');
  return checked;
}

let bodyOf;

class Response {
  #state = { type: 'default', url: '', redirected: false };
  #body = null;

  constructor(body = null, init) {
    const { status = 200, statusText = '', headers } = init ?? {};
    this.#state.status = readStatus(status);
    this.#state.statusText = readStatusText(statusText);
    this.#state.headers = new Headers(headers);
    const extracted = extractBody(body);
    if (!extracted) return;
    if (nullBodyStatus.includes(this.status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${this.status}`);
    }
    this.#body = new Body(extracted);
    if (extracted.type && !this.headers.has('content-type')) this.headers.set('content-type', extracted.type);
  }
  get type() { return this.#state.type; }
  get url() { return this.#state.url; }
  get redirected() { return this.#state.redirected; }
  get status() { return this.#state.status; }
  get ok() { return this.status >= 200 && this.status <= 299; }
  get statusText() { return this.#state.statusText; }
  get headers() { return this.#state.headers; }
  clone() {
    if (this.#body?.isUnusable) throw new TypeError('Response.clone: Body has already been consumed.');
    const copy = new Response(null, { headers: this.headers });
    copy.#state = { ...this.#state, headers: copy.headers };
    copy.#body = this.#body?.clone() ?? null;
    return copy;
  }

  static error() {
    const response = new Response();
    response.#state = { ...response.#state, type: 'error', status: 0 };
    return response;
  }
  static json(data, init) {
    requireArguments('Response.json', arguments, 1);
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const response = new Response(text, init);
    if (!new Headers(init?.headers).has('content-type')) {
      response.headers.set('content-type', 'application/json');
    }
    return response;
  }
  static redirect(url, status = 302) {
    requireArguments('Response.redirect', arguments, 1);
    const parsed = URL.parse(url);
    if (!parsed) throw new TypeError(`Failed to parse URL from ${url}`);
    if (!redirectStatus.includes(Number(status))) throw new RangeError(`Invalid status code ${status}`);
    return new Response(null, { status, headers: { location: parsed.href } });
  }

  static { bodyOf = (response) => response.#body; }
}

mixBody(Response, (response) => bodyOf(response), (response) => response.headers.get('content-type'));
defineInterface('Response', Response);

export { Response };
