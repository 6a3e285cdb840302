// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const order = [];
setTimeout(() => order.push('b'), 20);
setTimeout(() => order.push('a'), 10);
setTimeout((...args) => order.push(...args), 0, 1, 2);
setImmediate(() => order.push('now'));
const gone = setTimeout(() => order.push('never'), 5);
clearTimeout(gone);
clearTimeout(gone);
clearTimeout(undefined);
clearTimeout('x');
Promise.resolve().then(() => order.push('job'));
await sleep(40);
assert.deepEqual(order, ['job', 1, 2, 'now', 'a', 'b']);

let ticks = 0;
await new Promise((resolve) => {
  const timer = setInterval(() => {
    if (++ticks === 5) {
      clearInterval(timer);
      resolve();
    }
  }, 1);
});
assert.equal(ticks, 5);

// A callback may clear a timer that is due with it; jobs run between two callbacks.
const seen = [];
const second = setTimeout(() => seen.push('cleared'), 1);
setTimeout(() => { clearTimeout(second); seen.push(1); Promise.resolve().then(() => seen.push(2)); }, 0);
setTimeout(() => seen.push(3), 1);
await sleep(10);
assert.deepEqual(seen, [1, 2, 3]);

// The id of a fired timer does not name a later one.
const fired = setTimeout(() => {}, 0);
await sleep(2);
const later = new Promise((resolve) => { setTimeout(resolve, 5, 'ok'); });
clearTimeout(fired);
assert.equal(await later, 'ok');

assert.throws(() => setTimeout('code'), TypeError);
for (let i = 0; i < 30000; i++) clearTimeout(setTimeout(() => {}, 1e6));

// A chain without delay cannot starve what is due.
let chained = 0, stop = false;
(function chain() { chained++; if (!stop) setTimeout(chain, 0); })();
setTimeout(() => { stop = true; }, 5);
await sleep(15);
assert.ok(chained > 1 && stop);
export default 'ok';
