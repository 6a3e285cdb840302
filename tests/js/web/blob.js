// SPDX-License-Identifier: Apache-2.0
// Blob, File, FormData. The expected values are Node's.
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

async function blobs() {
  const blob = new Blob(['aé', Uint8Array.of(1, 2), new Uint8Array([9, 8, 7]).subarray(1), new Blob(['z']),
    new DataView(Uint8Array.of(65, 66, 67).buffer, 1, 1), 5], { type: 'Text/Plain' });
  is(blob.size, 10);
  is(blob.type, 'text/plain');
  is([...new Uint8Array(await blob.arrayBuffer())], [97, 195, 169, 1, 2, 8, 7, 122, 66, 53]);
  is(await new Blob(['aé']).text(), 'aé');
  is(new Blob().size, 0);
  is(await new Blob([]).text(), '');
  is(new Blob([], { type: 'ü' }).type, '');
  is(await new Blob([Uint8Array.of(0xff)]).text(), '\ufffd');
  is(await new Blob(['\ud800']).text(), '\ufffd');
  const slices = [[0, 3, 'abc'], [1, undefined, 'bcdef'], [-2, undefined, 'ef'], [2, -1, 'cde'], [4, 2, ''],
    [-99, 99, 'abcdef'], [undefined, undefined, 'abcdef']];
  for (const [from, to, expected] of slices) {
    is(await new Blob(['abcdef']).slice(from, to).text(), expected, `slice ${from} ${to}`);
  }
  is(new Blob(['a'], { type: 'x/y' }).slice().type, '');
  is(new Blob(['a']).slice(0, 1, 'A/B').type, 'a/b');
  fails(() => new Blob('text'), 'TypeError');
  fails(() => new Blob(5), 'TypeError');
  fails(() => new Blob([], 5), 'TypeError');
  const source = Uint8Array.of(1);
  const frozen = new Blob([source]);
  source[0] = 2;
  is([...new Uint8Array(await frozen.arrayBuffer())], [1], 'a Blob copies');
  const chunks = [];
  for await (const chunk of new Blob(['xyz']).stream()) chunks.push(...chunk);
  is(chunks, [120, 121, 122]);
  is(await new Blob(['a\r\nb'], { endings: 'native' }).text(), 'a\nb');
  is(Object.prototype.toString.call(blob), '[object Blob]');

  const file = new File(['hi'], 'näme.txt', { type: 'text/plain', lastModified: 5 });
  is([file.name, file.size, file.type, file.lastModified], ['näme.txt', 2, 'text/plain', 5]);
  is(file instanceof Blob, true);
  is(typeof new File([], 'x').lastModified, 'number');
  fails(() => new File([]), 'TypeError');
  is(file.slice(0, 1) instanceof File, false);
}

async function forms() {
  const form = new FormData();
  form.append('a', 1);
  form.append('a', 'two');
  form.append('b', new Blob(['x'], { type: 'k/l' }));
  form.append('c', new File(['y'], 'f.txt'), 'renamed.txt');
  is([...form.keys()], ['a', 'a', 'b', 'c']);
  is(form.get('a'), '1');
  is(form.getAll('a'), ['1', 'two']);
  is(form.get('none'), null);
  is(form.has('b'), true);
  is(form.get('b').name, 'blob');
  is(form.get('b') instanceof File, true);
  is(form.get('b').type, 'k/l');
  is(form.get('c').name, 'renamed.txt');
  is(await form.get('c').text(), 'y');
  form.set('a', 'only');
  is(form.getAll('a'), ['only']);
  is([...form.keys()], ['a', 'b', 'c']);
  form.set('d', '4');
  form.delete('b');
  is([...form].map(([name]) => name), ['a', 'c', 'd']);
  const seen = [];
  form.forEach((value, name) => seen.push(name, typeof value));
  is(seen, ['a', 'string', 'c', 'object', 'd', 'string']);
  fails(() => form.append('x'), 'TypeError');
  fails(() => form.append('x', 'text', 'name'), 'TypeError');
  is(Object.prototype.toString.call(form), '[object FormData]');

  // there and back through a body
  const sent = new FormData();
  sent.append('te"xt', 'line\nend');
  sent.append('file', new File([Uint8Array.of(0, 255, 13, 10)], 'a b.bin', { type: 'x/y' }));
  sent.append('empty', '');
  const response = new Response(sent);
  is(/^multipart\/form-data; ?boundary=/.test(response.headers.get('content-type')), true);
  const back = await response.formData();
  is([...back.keys()], ['te"xt', 'file', 'empty']);
  is(back.get('te"xt'), 'line\r\nend');
  is(back.get('empty'), '');
  is(back.get('file').name, 'a b.bin');
  is(back.get('file').type, 'x/y');
  is([...new Uint8Array(await back.get('file').arrayBuffer())], [0, 255, 13, 10]);
  const encoded = await new Response(new URLSearchParams('a=1&b=2+3')).formData();
  is([...encoded], [['a', '1'], ['b', '2 3']]);
  await rejects(new Response('x').formData(), 'TypeError');
  const type = { headers: { 'content-type': 'multipart/form-data; boundary=B' } };
  for (const bad of ['', '--B', '--B\r\n', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv',
    '--B\r\nno header\r\n\r\nv\r\n--B--']) {
    await rejects(new Response(bad, type).formData(), 'TypeError', show(bad));
  }
}

async function main() {
  await blobs();
  await forms();
}

main().then(() => console.log(`ok ${checks} checks`));
