// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import process2 from 'node:process';
import util from 'node:util';

// path
assert.equal(path.join('/a', '..', '../b/./c/'), '/b/c/');
assert.equal(path.normalize('a//b/../../..'), '..');
assert.equal(path.resolve('/a', 'b', '../c'), '/a/c');
assert.equal(path.relative('/a/b/c', '/a/d'), '../../d');
assert.equal(path.basename('/a/b.txt', '.txt'), 'b');
assert.equal(path.extname('.bashrc'), '');
assert.equal(path.dirname('/a'), '/');
assert.deepEqual(path.parse('/home/u/f.tar.gz'),
  { root: '/', dir: '/home/u', base: 'f.tar.gz', ext: '.gz', name: 'f.tar' });
assert.equal(path.format({ dir: '/x', name: 'f', ext: 'js' }), '/x/f.js');
assert.throws(() => path.join(1), { code: 'ERR_INVALID_ARG_TYPE' });

// events
const emitter = new EventEmitter();
const heard = [];
emitter.on('x', (value) => heard.push(value)).once('x', (value) => heard.push(-value));
assert.equal(emitter.emit('x', 1), true);
assert.equal(emitter.emit('x', 2), true);
assert.deepEqual(heard, [1, -1, 2]);
assert.equal(emitter.emit('y'), false);
assert.throws(() => emitter.emit('error', new RangeError('r')), RangeError);
setTimeout(() => emitter.emit('later', 7), 1);
assert.deepEqual(await once(emitter, 'later'), [7]);

// assert
assert.throws(() => assert.equal(1, 2), assert.AssertionError);
assert.throws(() => assert.deepEqual([1, { a: 2 }], [1, { a: 3 }]), { code: 'ERR_ASSERTION' });
assert.throws(() => assert.throws(() => {}), assert.AssertionError);
assert.deepEqual(new Map([[{ a: 1 }, new Set([[1]])]]), new Map([[{ a: 1 }, new Set([[1]])]]));
assert.notDeepEqual(new Set([1]), new Set([2]));
assert.notDeepEqual([1], { 0: 1, length: 1 });
assert.throws(() => assert(0));

// util
assert.equal(util.format('%s:%d', 'a', 1), 'a:1');
assert.equal(util.inspect({ a: { b: {} } }, { depth: 0 }), '{ a: [Object] }');
assert.equal(util.inspect({ [util.inspect.custom]: () => 'custom' }), 'custom');
assert.equal(await util.promisify((x, done) => done(null, x + 1))(1), 2);
await assert.rejects(util.promisify((done) => done(new Error('no')))(), /no/);
assert.ok(util.types.isDate(new Date()) && !util.types.isDate({}));

// process
assert.equal(process2, process);
assert.equal(process.platform, 'troupe');
assert.deepEqual(process.argv.slice(2), []);
assert.equal(typeof process.memoryUsage().heapUsed, 'number');
assert.equal(process.hrtime().length, 2);
assert.throws(() => process.chdir('/x'));
assert.equal(require('path'), path);
assert.throws(() => require('lodash'), { code: 'MODULE_NOT_FOUND' });
let ticked = false;
process.nextTick(() => { ticked = true; });
await null;
await null;
assert.ok(ticked);
assert.equal(globalThis.__troupe, undefined);
export default 'ok';
