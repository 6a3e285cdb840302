// SPDX-License-Identifier: Apache-2.0
// ReadableStream, WritableStream, TransformStream and the text streams. The expected values are Node's.
let checks = 0;
const show = (value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? String(value));
function is(actual, expected, what = '') {
  checks++;
  if (typeof actual === typeof expected && show(actual) === show(expected)) return;
  throw new Error(`${what}: got ${show(actual)}, expected ${show(expected)}`);
}
function fails(run, name, what = `${run}`) {
  checks++;
  try {
    run();
  } catch (error) {
    if (error.name === name) return;
    throw new Error(`${what}: threw ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: did not throw ${name}`);
}
async function rejects(promise, name, what = name) {
  checks++;
  try {
    await promise;
  } catch (error) {
    if (error.name === name) return error;
    throw new Error(`${what}: rejected with ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: was not rejected with ${name}`);
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const numbers = (count) => new ReadableStream({
  start(controller) {
    for (let i = 0; i < count; i++) controller.enqueue(i);
    controller.close();
  },
});

async function readable() {
  is(await collect(numbers(3)), [0, 1, 2]);
  let pulled = 0;
  const lazy = new ReadableStream({
    pull(controller) {
      controller.enqueue(pulled++);
      if (pulled === 4) controller.close();
    },
  }, { highWaterMark: 0 });
  is(pulled, 0);
  const reader = lazy.getReader();
  is(lazy.locked, true);
  is(await reader.read(), { value: 0, done: false });
  is(await reader.read(), { value: 1, done: false });
  reader.releaseLock();
  is(lazy.locked, false);
  is(await collect(lazy), [2, 3]);
  fails(() => { const s = numbers(1); s.getReader(); s.getReader(); }, 'TypeError');
  const [left, right] = numbers(2).tee();
  is(await collect(left), [0, 1]);
  is(await collect(right), [0, 1]);
  let canceled;
  const source = new ReadableStream({ cancel(reason) { canceled = reason; } });
  await source.cancel('enough');
  is(canceled, 'enough');
  const broken = new ReadableStream({ start(controller) { controller.error(new RangeError('bad')); } });
  await rejects(collect(broken), 'RangeError');
  is(await collect(ReadableStream.from([1, 2])), [1, 2]);
  is(await collect(ReadableStream.from((async function* () { yield 'x'; }()))), ['x']);
  const bytes = new ReadableStream({ type: 'bytes', start(controller) { controller.enqueue(Uint8Array.of(1, 2, 3)); controller.close(); } });
  const byob = bytes.getReader({ mode: 'byob' });
  const { value } = await byob.read(new Uint8Array(2));
  is([...value], [1, 2]);
  let early = 0;
  for await (const chunk of numbers(5)) {
    early += chunk;
    if (chunk === 2) break;
  }
  is(early, 3);
  is(Object.prototype.toString.call(numbers(0)), '[object ReadableStream]');
  is(ReadableStream.name, 'ReadableStream');
}

async function writable() {
  const written = [];
  const sink = new WritableStream({
    write(chunk) { written.push(chunk); },
    close() { written.push('closed'); },
  });
  const writer = sink.getWriter();
  await writer.write('a');
  writer.write('b');
  await writer.close();
  is(written, ['a', 'b', 'closed']);
  const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
  if (!isNode) await rejects(writer.write('late'), 'TypeError'); // an assertion fails in Node 20
  const failing = new WritableStream({ write() { throw new RangeError('full'); } }).getWriter();
  await rejects(failing.write(1), 'RangeError');
  await rejects(failing.closed, 'RangeError');
  let reason;
  const aborted = new WritableStream({ abort(why) { reason = why; } });
  await aborted.abort('stop');
  is(reason, 'stop');
  const wide = new WritableStream({}, new CountQueuingStrategy({ highWaterMark: 4 }));
  is(wide.getWriter().desiredSize, 4);
  is(new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size(new Uint8Array(5)), 5);
}

async function transform() {
  const doubled = new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk * 2); },
    flush(controller) { controller.enqueue('end'); },
  });
  is(await collect(numbers(3).pipeThrough(doubled)), [0, 2, 4, 'end']);
  const written = [];
  await numbers(3).pipeTo(new WritableStream({ write(chunk) { written.push(chunk); } }));
  is(written, [0, 1, 2]);
  const stop = new AbortController();
  const endless = new ReadableStream({ pull(controller) { controller.enqueue(1); } });
  const piping = endless.pipeTo(new WritableStream({ write() { stop.abort(); } }), { signal: stop.signal });
  await rejects(piping, 'AbortError');

  const source = ReadableStream.from(['a\ud83d', '\ude00', 'é', '\ud800']);
  const encoded = await collect(source.pipeThrough(new TextEncoderStream()));
  is(encoded.flatMap((chunk) => [...chunk]), [97, 240, 159, 152, 128, 195, 169, 239, 191, 189]);
  const bytes = ReadableStream.from([Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac, 0x61), Uint8Array.of(0xc3)]);
  is((await collect(bytes.pipeThrough(new TextDecoderStream()))).join(''), '€a\ufffd');
  const fatal = ReadableStream.from([Uint8Array.of(0xff)]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
  await rejects(collect(fatal), 'TypeError');
  is(new TextEncoderStream().encoding, 'utf-8');
  is(new TextDecoderStream('latin1').encoding, 'windows-1252');
}

async function main() {
  await readable();
  await writable();
  await transform();
}

main().then(() => console.log(`ok ${checks} checks`));
