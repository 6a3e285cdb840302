// SPDX-License-Identifier: Apache-2.0
// How objects of the web platform look in console.log: as in Node.
import { AbortSignal, AbortController } from './abort.js';
import { Blob, File } from './blob.js';
import { Event } from './event.js';
import { FormData } from './form-data.js';
import { Headers } from './headers.js';
import { customInspect } from './interface.js';
import { Request } from './request.js';
import { Response } from './response.js';

// A plain object with the class's name that holds the members listed.
function showMembers(cls, members) {
  define(cls, function (depth, options, inspect) {
    const name = this.constructor?.name ?? cls.name;
    if (depth < 0) return `[${name}]`;
    const shown = Object.fromEntries(members.map((member) => [member, this[member]]));
    return `${name} ${inspect(shown, options)}`;
  });
}

function define(cls, value) {
  Object.defineProperty(cls.prototype, customInspect, { value, writable: true, configurable: true });
}

showMembers(URL, ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port',
  'pathname', 'search', 'searchParams', 'hash']);
showMembers(Event, ['type', 'defaultPrevented', 'cancelable', 'timeStamp']);
showMembers(AbortSignal, ['aborted']);
showMembers(AbortController, ['signal']);
showMembers(Blob, ['size', 'type']);
showMembers(File, ['size', 'type', 'name', 'lastModified']);
showMembers(Request, ['method', 'url', 'headers', 'destination', 'referrer', 'referrerPolicy', 'mode',
  'credentials', 'cache', 'redirect', 'integrity', 'keepalive', 'signal']);
showMembers(Response, ['status', 'statusText', 'headers', 'body', 'bodyUsed', 'ok', 'redirected', 'type',
  'url']);
showMembers(ReadableStream, ['locked']);
showMembers(WritableStream, ['locked']);
showMembers(TransformStream, ['readable', 'writable']);
showMembers(TextDecoder, ['encoding', 'fatal', 'ignoreBOM']);
showMembers(TextEncoder, ['encoding']);
showMembers(performance.constructor, ['timeOrigin']);
showMembers(PerformanceEntry, ['name', 'entryType', 'startTime', 'duration', 'detail']);

define(URLSearchParams, function (depth, options, inspect) {
  if (depth < 0) return '[Object]';
  const pairs = Array.from(this, ([name, value]) => `${inspect(name)} => ${inspect(value)}`);
  return pairs.length > 0 ? `URLSearchParams { ${pairs.join(', ')} }` : 'URLSearchParams {}';
});

define(Headers, function (depth, options, inspect) {
  return depth < 0 ? '[Headers]' : `Headers ${inspect(Object.fromEntries(this), options)}`;
});

define(FormData, function (depth, options, inspect) {
  if (depth < 0) return '[FormData]';
  const shown = {};
  for (const name of new Set(this.keys())) {
    const all = this.getAll(name);
    shown[name] = all.length > 1 ? all : all[0];
  }
  return `FormData ${inspect(shown, options)}`;
});
