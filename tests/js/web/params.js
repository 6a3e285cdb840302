// SPDX-License-Identifier: Apache-2.0
// URLSearchParams. The expected values are Node's.
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

const made = [
  [undefined, ''],
  ['', ''],
  ['?a=1&b=2', 'a=1&b=2'],
  ['a=1&a=2&c', 'a=1&a=2&c='],
  ['a+b=c%20d&%E2%82%AC=x', 'a+b=c+d&%E2%82%AC=x'],
  ['=v&&k=', '=v&k='],
  ['%=%zz&a=%F0', '%25=%25zz&a=%EF%BF%BD'],
  [{ a: 1, b: 'x y', ü: null }, 'a=1&b=x+y&%C3%BC=null'],
  [[['a', '1'], ['a', '2']], 'a=1&a=2'],
  [new Map([['k', 'v&w']]), 'k=v%26w'],
  [new URLSearchParams('z=1'), 'z=1'],
  [null, ''],
  [12, '12='],
  [{}, ''],
  ['a=\ud800', 'a=%EF%BF%BD'],
  ["*-._~!'()", "*-._%7E%21%27%28%29="],
];
for (const [init, expected] of made) is(`${new URLSearchParams(init)}`, expected, show(init));
for (const bad of [[['a']], [['a', 'b', 'c']], [1], ['ab', 1]]) {
  fails(() => new URLSearchParams(bad), 'TypeError', show(bad));
}
fails(() => URLSearchParams(), 'TypeError', 'without new');
fails(() => new URLSearchParams().append('a'), 'TypeError');
fails(() => new URLSearchParams().get(), 'TypeError');
fails(() => new URLSearchParams().set('a'), 'TypeError');
fails(() => new URLSearchParams().forEach(1), 'TypeError');
fails(() => URLSearchParams.prototype.get.call({}, 'a'), 'TypeError');
fails(() => new URLSearchParams().append(Symbol('a'), 'b'), 'TypeError');

const p = new URLSearchParams('a=1&b=2&a=3');
is(p.size, 3);
is(p.get('a'), '1');
is(p.get('none'), null);
is(p.getAll('a'), ['1', '3']);
is(p.getAll('none'), []);
is(p.has('b'), true);
is(p.has('a', '3'), true);
is(p.has('a', '2'), false);
p.set('a', 'x');
is(`${p}`, 'a=x&b=2');
p.set('c', 'new');
p.append('b', 5);
is(`${p}`, 'a=x&b=2&c=new&b=5');
p.delete('b', '2');
is(`${p}`, 'a=x&c=new&b=5');
p.delete('c');
is(`${p}`, 'a=x&b=5');
is([...p], [['a', 'x'], ['b', '5']]);
is([...p.keys()], ['a', 'b']);
is([...p.values()], ['x', '5']);
is([...p.entries()].length, 2);
is(Object.fromEntries(p), { a: 'x', b: '5' });
const seen = [];
p.forEach(function (value, name, all) { seen.push(name, value, all === p, this.t); }, { t: 7 });
is(seen, ['a', 'x', true, 7, 'b', '5', true, 7]);
const s = new URLSearchParams('z=1&a=2&z=0&ä=3&a=1');
s.sort();
is(`${s}`, 'a=2&a=1&z=1&z=0&%C3%A4=3');

// an iterator outlives what its URL's query was
const page = new URL('http://a/?a=1&b=2&c=3');
const pages = page.searchParams[Symbol.iterator]();
pages.next();
page.search = '?x=1&y=%FF';
is(pages.next(), { value: ['y', '\ufffd'], done: false });
page.search = '';
is(pages.next().done, true);

// an iterator is live
const live = new URLSearchParams('a=1&b=2');
const names = [];
for (const [name] of live) {
  names.push(name);
  if (name === 'a') live.append('c', '3');
  if (name === 'b') live.delete('a');
}
is(names, ['a', 'b']);
const iterator = live.entries();
is(iterator.next(), { value: ['b', '2'], done: false });
is(iterator[Symbol.iterator]() === iterator, true);
is(Object.prototype.toString.call(iterator), '[object URLSearchParams Iterator]');
is(Object.prototype.toString.call(live), '[object URLSearchParams]');
is(URLSearchParams.prototype[Symbol.iterator] === URLSearchParams.prototype.entries, true);
is(URLSearchParams.prototype.append.length, 2);
const many = new URLSearchParams();
for (let i = 0; i < 2000; i++) many.append(`k${i}`, `v${i}`);
is(many.size, 2000);
is(many.get('k1999'), 'v1999');
is(new URLSearchParams(`${many}`).size, 2000);

console.log(`ok ${checks} checks`);
