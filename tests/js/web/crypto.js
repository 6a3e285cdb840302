// SPDX-License-Identifier: Apache-2.0
// crypto, crypto.subtle and node:crypto. The expected values are Node's.
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

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const utf8 = (text) => new TextEncoder().encode(text);
const node = require('node:crypto');

// [algorithm, text, digest]
const digests = [
  ['md5', '',
    'd41d8cd98f00b204e9800998ecf8427e'],
  ['md5', 'abc',
    '900150983cd24fb0d6963f7d28e17f72'],
  ['md5', 'x'.repeat(55),
    '04364420e25c512fd958a70738aa8f72'],
  ['md5', 'x'.repeat(56),
    '668a72d5ba17f08e62dabcafad6db14b'],
  ['md5', 'x'.repeat(200),
    '30a83621ce5422fbdfdd539777458c78'],
  ['sha1', '',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['sha1', 'abc',
    'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha1', 'x'.repeat(55),
    'cef734ba81a024479e09eb5a75b6ddae62e6abf1'],
  ['sha1', 'x'.repeat(56),
    '901305367c259952f4e7af8323f480d59f81335b'],
  ['sha1', 'x'.repeat(200),
    '94218caae9904e93a3d7bf578bf4791926fc5e82'],
  ['sha224', '',
    'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f'],
  ['sha224', 'abc',
    '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
  ['sha224', 'x'.repeat(55),
    '2791c7d25712eb5be75c30b2d45f6fce96e5a50ee64cf373056704a3'],
  ['sha224', 'x'.repeat(56),
    '82199913c2712c46707ad08c8bfa2a69f68e9092dc5cdfaaaf07d77f'],
  ['sha224', 'x'.repeat(200),
    '3ef8bae4a84311d748956ef862adec84a5745f44618cb3909def1e13'],
  ['sha256', '',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['sha256', 'abc',
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['sha256', 'x'.repeat(55),
    'd5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072'],
  ['sha256', 'x'.repeat(56),
    '04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e'],
  ['sha256', 'x'.repeat(200),
    'aa20c23e3201834050679e1d88941b9a6fed0557c9a705cb2c315e2e63fd486d'],
  ['sha384', '',
    '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b'],
  ['sha384', 'abc',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
  ['sha384', 'x'.repeat(55),
    'a66523395070ed9a9f4be8faab9d76cb2bf631e835177ac1e5a14308f9a56b939964f8597819be798318f3db67a0d995'],
  ['sha384', 'x'.repeat(56),
    'ab8d350a9c9d2b1bf44d3289a3ea0d28aa2917ae128397cfa389d918e32f57d30ad82f6297ef7e6647c4c12dc30efb64'],
  ['sha384', 'x'.repeat(200),
    '34c6d696dcbb86ee441ff110160cef6c192104b72fe208884fb0188d0085516f02214a16c913be2ba620fb6e7c9a4a54'],
  ['sha512', '',
    'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e'],
  ['sha512', 'abc',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'],
  ['sha512', 'x'.repeat(55),
    'db9981645857e59805132f7699e78bbcf39f69380a41aac8e6fa158a0593f2017ffe48764687aa855dae3023fcceefd51a1551d57730423df18503e80ba381ba'],
  ['sha512', 'x'.repeat(56),
    'a9436ec7761f9f0d5fa48e652d72b54622f763b36106e6551900b32f6cd7f4d88dbeaadeb866d7f5311663eda3bbcda04ffb5a8e6779e14b84e95da5327c083e'],
  ['sha512', 'x'.repeat(200),
    'ef978e23dc520404ae16fd17bde9ee5945610d671551d6863a5ffbc99433fc726726e51f989b886191be9325b8f8b03b1a63fe3e5eff23d126c2f41f07d2bf87'],
];

function random() {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const seen = new Set(Array.from({ length: 100 }, () => crypto.randomUUID()));
  is(seen.size, 100);
  is([...seen].every((text) => uuid.test(text)), true);
  const bytes = new Uint8Array(64);
  is(crypto.getRandomValues(bytes) === bytes, true);
  is(bytes.some((byte) => byte !== 0), true);
  is(crypto.getRandomValues(new Uint32Array(2)).length, 2);
  is(crypto.getRandomValues(new BigUint64Array(1)).length, 1);
  is(crypto.getRandomValues(new Uint8Array(0)).length, 0);
  is(crypto.getRandomValues(new Uint8Array(65536)).length, 65536);
  const part = new Uint8Array(8);
  crypto.getRandomValues(part.subarray(2, 4));
  is([...part.subarray(0, 2), ...part.subarray(4)], [0, 0, 0, 0, 0, 0]);
  fails(() => crypto.getRandomValues(new Uint8Array(65537)), 'QuotaExceededError');
  fails(() => crypto.getRandomValues(new Float64Array(1)), 'TypeMismatchError');
  fails(() => crypto.getRandomValues(new DataView(new ArrayBuffer(1))), 'TypeMismatchError');
  fails(() => new Crypto(), 'TypeError');
  fails(() => new CryptoKey(), 'TypeError');
  is(Object.prototype.toString.call(crypto), '[object Crypto]');
  is(Object.prototype.toString.call(crypto.subtle), '[object SubtleCrypto]');
  is(node.randomBytes(16).length, 16);
  is(/^[0-9a-f]{32}$/.test(node.randomBytes(16).toString('hex')), true);
  fails(() => node.randomBytes(-1), 'RangeError');
  const draws = Array.from({ length: 200 }, () => node.randomInt(3));
  is(draws.every((n) => n === 0 || n === 1 || n === 2), true);
  is(new Set(draws).size, 3);
  is(node.randomInt(5, 6), 5);
  fails(() => node.randomInt(5, 5), 'RangeError');
  is(uuid.test(node.randomUUID()), true);
}

async function subtle() {
  const names = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
  for (const [algorithm, text, expected] of digests) {
    if (!names[algorithm]) continue;
    is(hex(await crypto.subtle.digest(names[algorithm], utf8(text))), expected, `${algorithm} of ${text.length}`);
  }
  const expected = hex(await crypto.subtle.digest('SHA-256', utf8('abc')));
  is(hex(await crypto.subtle.digest({ name: 'sha-256' }, utf8('xabc').subarray(1))), expected);
  is(hex(await crypto.subtle.digest('SHA-256', utf8('abc').buffer)), expected);
  is(hex(await crypto.subtle.digest('SHA-256', new DataView(utf8('xabcx').buffer, 1, 3))), expected);
  is(await crypto.subtle.digest('SHA-1', utf8('')) instanceof ArrayBuffer, true);
  await rejects(crypto.subtle.digest('MD5', utf8('')), 'NotSupportedError');
  await rejects(crypto.subtle.digest('SHA-256', 'text'), 'TypeError');
  await rejects(crypto.subtle.digest('SHA-256'), 'TypeError');

  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8('key'), algorithm, false, ['sign', 'verify']);
  is([key.type, key.extractable, key.algorithm.name, key.algorithm.hash.name, key.algorithm.length, key.usages],
    ['secret', false, 'HMAC', 'SHA-256', 24, ['sign', 'verify']]);
  const text = utf8('The quick brown fox jumps over the lazy dog');
  const signature = await crypto.subtle.sign('HMAC', key, text);
  is(hex(signature), 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
  is(await crypto.subtle.verify('HMAC', key, signature, text), true);
  is(await crypto.subtle.verify('HMAC', key, signature, utf8('other')), false);
  is(await crypto.subtle.verify('HMAC', key, new Uint8Array(3), text), false);
  const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
  await rejects(crypto.subtle.exportKey('raw', key), isNode ? 'InvalidAccessException' : 'InvalidAccessError');
  const signOnly = await crypto.subtle.importKey('raw', utf8('k'), algorithm, true, ['sign']);
  await rejects(crypto.subtle.verify('HMAC', signOnly, signature, text), 'InvalidAccessError');
  is(hex(await crypto.subtle.exportKey('raw', signOnly)), '6b');
  await rejects(crypto.subtle.importKey('raw', utf8('k'), algorithm, true, ['encrypt']), 'SyntaxError');
  await rejects(crypto.subtle.importKey('raw', utf8('k'), { name: 'HMAC', hash: 'MD5' }, true, ['sign']), 'NotSupportedError');
  const made = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign']);
  is(made.algorithm.length, 1024);
}

function nodeCrypto() {
  for (const [algorithm, text, expected] of digests) {
    is(node.createHash(algorithm).update(text).digest('hex'), expected, `${algorithm} of ${text.length}`);
  }
  for (let cut = 0; cut <= 130; cut += 13) { // across blocks
    const text = 'x'.repeat(200);
    const hash = node.createHash('sha512').update(text.slice(0, cut)).update(text.slice(cut));
    is(hash.digest('hex'), digests.find(([name, all]) => name === 'sha512' && all === text)[2], `cut at ${cut}`);
  }
  is(node.createHash('SHA256').update('abc').digest('base64'), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
  is(node.createHash('md5').update('abc').digest().length, 16);
  is(node.createHash('sha1').update('616263', 'hex').digest('hex'), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  is(node.createHash('sha1').update(utf8('abc')).digest('hex'), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  const first = node.createHash('sha1').update('a');
  const second = first.copy().update('bc');
  is(second.digest('hex'), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  is(first.update('bc').digest('hex'), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  fails(() => first.update('more'), 'Error');
  fails(() => first.digest(), 'Error');
  fails(() => node.createHash('nope'), 'Error');
  fails(() => node.createHash('sha1').update(5), 'TypeError');
  is(node.createHmac('sha256', 'key').update('The quick brown fox ').update('jumps over the lazy dog').digest('hex'),
    'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
  is(node.createHmac('md5', 'k'.repeat(100)).update('x').digest('hex'), '2917e317832330baa72b773a7941a286');
  is(node.createHmac('sha512', '').update('').digest('hex').slice(0, 16), 'b936cee86c9f87aa');
  is(node.timingSafeEqual(utf8('a'), utf8('a')), true);
  is(node.timingSafeEqual(utf8('a'), utf8('b')), false);
  fails(() => node.timingSafeEqual(utf8('a'), utf8('ab')), 'RangeError');
  is(node.webcrypto === crypto, true);
}

async function main() {
  random();
  await subtle();
  nodeCrypto();
}

main().then(() => console.log(`ok ${checks} checks`));
