// SPDX-License-Identifier: Apache-2.0
// Headers, Request, Response, and fetch as far as it goes. The expected values are Node's.
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

const isNode = typeof process === 'object' && Boolean(process.versions?.v8);

function headers() {
  const h = new Headers({ 'Content-Type': 'text/html', 'X-B': ' 2\t' });
  is(h.get('content-type'), 'text/html');
  is(h.get('x-b'), '2');
  is(h.get('none'), null);
  h.append('x-b', '3');
  is(h.get('X-B'), '2, 3');
  h.set('x-b', '4');
  is(h.get('x-b'), '4');
  is(h.has('X-b'), true);
  h.delete('x-B');
  is(h.has('x-b'), false);
  h.append('set-cookie', 'a=1');
  h.append('Set-Cookie', 'b=2');
  is(h.getSetCookie(), ['a=1', 'b=2']);
  is([...h], [['content-type', 'text/html'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']]);
  is([...new Headers([['b', '1'], ['A', '2'], ['b', '3']])], [['a', '2'], ['b', '1, 3']]);
  is([...new Headers(new Map([['k', 'v']])).keys()], ['k']);
  is([...new Headers(h).values()].length, 3);
  const seen = [];
  new Headers({ z: '1', y: '2' }).forEach((value, name) => seen.push(name + value));
  is(seen, ['y2', 'z1']);
  for (const [name, value] of [['a b', '1'], ['', '1'], ['ü', '1'], ['a', 'x\ny'], ['a', '€'], ['a:', '1'], ['a', '\0']]) {
    fails(() => new Headers([[name, value]]), 'TypeError', `${name}: ${value}`);
  }
  fails(() => new Headers([['a']]), 'TypeError');
  fails(() => new Headers('a'), 'TypeError');
  fails(() => new Headers(null), 'TypeError');
  fails(() => h.get(), 'TypeError');
  fails(() => h.get('a b'), 'TypeError');
  is(new Headers({ a: 'é' }).get('a'), 'é');
  is(Object.prototype.toString.call(h), '[object Headers]');
}

async function responses() {
  const r = new Response('{"a":[1]}', { status: 201, statusText: 'Made', headers: { x: 'y' } });
  is([r.status, r.statusText, r.ok, r.type, r.url, r.redirected, r.bodyUsed], [201, 'Made', true, 'default', '', false, false]);
  is(r.headers.get('content-type'), 'text/plain;charset=UTF-8');
  const copy = r.clone();
  is(await r.json(), { a: [1] });
  is(r.bodyUsed, true);
  await rejects(r.text(), 'TypeError', 'body twice');
  fails(() => r.clone(), 'TypeError');
  is(await copy.text(), '{"a":[1]}');
  is(copy.headers.get('x'), 'y');
  is(new Response().body, null);
  is(new Response().status, 200);
  is(await new Response().text(), '');
  is(await new Response(null).text(), '');
  is(await new Response('').text(), '');
  is(await new Response(12).text(), '12');
  is(await new Response('\ufeffa').text(), 'a');
  is([...new Uint8Array(await new Response('é').arrayBuffer())], [195, 169]);
  is((await new Response('x', { headers: { 'content-type': 'A/B' } }).blob()).type, 'a/b');
  is(await new Response(new Blob(['b'], { type: 'q/r' })).text(), 'b');
  is(new Response(new Blob(['b'], { type: 'q/r' })).headers.get('content-type'), 'q/r');
  is(new Response(new URLSearchParams('a=b')).headers.get('content-type'), 'application/x-www-form-urlencoded;charset=UTF-8');
  is(new Response(Uint8Array.of(1)).headers.get('content-type'), null);
  is(await new Response(Uint8Array.of(104, 105)).text(), 'hi');
  is(await new Response(Uint8Array.of(1, 104).subarray(1)).text(), 'h');
  is(new Response('x', { headers: { 'Content-Type': 'my/type' } }).headers.get('content-type'), 'my/type');
  await rejects(new Response('{').json(), 'SyntaxError');
  for (const status of [199, 600, 0, 1000, -1]) fails(() => new Response('', { status }), 'RangeError', `status ${status}`);
  fails(() => new Response('x', { status: 204 }), 'TypeError');
  fails(() => new Response('', { statusText: 'a\nb' }), 'TypeError');
  is(new Response(null, { status: 204 }).status, 204);
  is(new Response(null, { status: 404 }).ok, false);
  const json = Response.json({ a: 1 }, { status: 202 });
  is(await json.text(), '{"a":1}');
  is(json.headers.get('content-type'), 'application/json');
  is(json.status, 202);
  fails(() => Response.json(undefined), 'TypeError');
  fails(() => Response.json(Symbol('a')), 'TypeError');
  is([Response.error().type, Response.error().status], ['error', 0]);
  const redirect = Response.redirect('http://a/b');
  is([redirect.status, redirect.headers.get('location')], [302, 'http://a/b']);
  fails(() => Response.redirect('http://a/', 200), 'RangeError');
  fails(() => Response.redirect('nope'), 'TypeError');
  is(Object.prototype.toString.call(r), '[object Response]');

  // bodies as streams
  const streamed = new Response('abc');
  let text = '';
  for await (const chunk of streamed.body) text += new TextDecoder().decode(chunk);
  is(text, 'abc');
  is(streamed.bodyUsed, true);
  await rejects(streamed.text(), 'TypeError');
  const source = ReadableStream.from([Uint8Array.of(97), Uint8Array.of(98)]);
  is(await new Response(source).text(), 'ab');
  fails(() => new Response(source), 'TypeError', 'a stream twice');
  await rejects(new Response(ReadableStream.from(['text'])).text(), 'TypeError', 'no bytes');
  const [one, two] = [new Response(ReadableStream.from([Uint8Array.of(99)]))].flatMap((x) => [x, x.clone()]);
  is(await one.text() + await two.text(), 'cc');
  const locked = new Response('x');
  locked.body.getReader();
  await rejects(locked.text(), 'TypeError');
  const empty = new Response('');
  is(empty.body !== null, true);
  is((await empty.body.getReader().read()).done, true);
}

async function requests() {
  const r = new Request('http://A/b c?d#e', { method: 'post', body: 'hello', headers: { x: '1' } });
  is([r.url, r.method], ['http://a/b%20c?d#e', 'POST']);
  is(r.headers.get('content-type'), 'text/plain;charset=UTF-8');
  is(await r.clone().text(), 'hello');
  const second = new Request(r, { headers: { y: '2' } });
  is([second.method, second.headers.get('x'), second.headers.get('y')], ['POST', null, '2']);
  is(await second.text(), 'hello');
  is(r.bodyUsed, true);
  const plain = new Request(new URL('http://a/'));
  is([plain.method, plain.body, plain.mode, plain.credentials, plain.cache, plain.redirect, plain.referrer,
    plain.integrity, plain.keepalive, plain.destination, plain.duplex],
  ['GET', null, 'cors', 'same-origin', 'default', 'follow', 'about:client', '', false, '', 'half']);
  is(plain.signal.aborted, false);
  is(new Request('http://a/', { method: 'patch' }).method, 'patch');
  is(new Request('http://a/', { method: 'delete' }).method, 'DELETE');
  is(new Request('http://a/', { redirect: 'manual', cache: 'no-store' }).redirect, 'manual');
  const controller = new AbortController();
  const watched = new Request('http://a/', { signal: controller.signal });
  controller.abort('off');
  is([watched.signal.aborted, watched.signal.reason], [true, 'off']);
  is(await new Request('http://a/', { method: 'PUT', body: new URLSearchParams({ q: '1' }) }).text(), 'q=1');
  is((await new Request('http://a/', { method: 'POST', body: '[1]' }).json())[0], 1);
  for (const bad of ['/relative', '', 'http://', 'http://u:p@a/']) fails(() => new Request(bad), 'TypeError', bad);
  for (const init of [{ body: 'x' }, { method: 'HEAD', body: 'x' }, { method: 'TRACE' }, { method: 'a b' },
    { mode: 'foo' }, { redirect: 'x' }, { cache: 'x' }, { credentials: 'x' }, { signal: 5 }]) {
    fails(() => new Request('http://a/', init), 'TypeError', JSON.stringify(init));
  }
  fails(() => new Request(), 'TypeError');
  is(Object.prototype.toString.call(plain), '[object Request]');
}

async function fetching() {
  await rejects(fetch('nope'), 'TypeError');
  await rejects(fetch('http://a/', { method: 'GET', body: 'x' }), 'TypeError');
  const aborted = await rejects(fetch('http://a/', { signal: AbortSignal.abort() }), 'AbortError');
  is(aborted.name, 'AbortError');
  is(typeof fetch, 'function');
  if (isNode) return; // there it would go out
  for (const input of ['https://example.com/x?y', new URL('https://example.com/x?y'), new Request('https://example.com/x?y')]) {
    const denied = await rejects(fetch(input), 'TypeError');
    is(denied.code, 'denied');
    is(denied.message, 'fetch https://example.com/x?y: network access is not granted by this version: ' +
      'no grant exists for it yet');
  }
}

async function main() {
  headers();
  await responses();
  await requests();
  await fetching();
}

main().then(() => console.log(`ok ${checks} checks`));
