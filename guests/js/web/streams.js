// SPDX-License-Identifier: Apache-2.0
// Streams from the package web-streams-polyfill; the text streams on top of them are ours.
import * as streams from 'web-streams-polyfill';
import { defineGlobals } from '../prelude/define.js';
import { defineInterface } from './interface.js';

const { ReadableStream, TransformStream } = streams;
defineGlobals({ ...streams });
for (const [name, cls] of Object.entries(streams)) Object.defineProperty(cls, 'name', { value: name });

class TextEncoderStream {
  #transform;
  constructor() {
    const encoder = new TextEncoder();
    let lead = ''; // half of a pair, cut by the chunk's end
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        let text = lead + chunk;
        lead = /[\ud800-\udbff]$/.test(text) ? text.at(-1) : '';
        text = text.slice(0, text.length - lead.length);
        if (text !== '') controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        if (lead !== '') controller.enqueue(encoder.encode(lead));
      },
    });
  }
  get encoding() { return 'utf-8'; }
  get readable() { return this.#transform.readable; }
  get writable() { return this.#transform.writable; }
}

class TextDecoderStream {
  #decoder;
  #transform;
  constructor(label, options) {
    const decoder = this.#decoder = new TextDecoder(label, options);
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
      },
    });
  }
  get encoding() { return this.#decoder.encoding; }
  get fatal() { return this.#decoder.fatal; }
  get ignoreBOM() { return this.#decoder.ignoreBOM; }
  get readable() { return this.#transform.readable; }
  get writable() { return this.#transform.writable; }
}

defineInterface('TextEncoderStream', TextEncoderStream);
defineInterface('TextDecoderStream', TextDecoderStream);

// A stream of one chunk at most, which is made when it is asked for.
export function streamOfBytes(bytes) {
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (bytes.length > 0) controller.enqueue(bytes.slice());
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

// Whether a stream has been read from or cancelled. The standard has a name for it but no interface;
// the package (pinned) keeps it in this member.
export const isDisturbed = (stream) => stream._disturbed;

export async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
    chunks.push(chunk);
  }
  return chunks;
}
