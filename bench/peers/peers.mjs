// SPDX-License-Identifier: Apache-2.0
// Other ways to run JavaScript apart from the host's own, measured as bench/ measures ours: from no
// sandbox, through one program and its result, until the sandbox is gone again. One line per figure:
//   name<TAB>p50<TAB>p90<TAB>p99<TAB>us<TAB>samples
// How apart each one is differs: see the comment at each peer and docs/testing.md.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';

const report = readFileSync(new URL('../programs/report.js', import.meta.url), 'utf8')
  .replace(/await (report\(\);)\s*$/, '$1'); // a script, not a module: its value is the promise
const programs = [
  { name: '1+1', source: '1+1', check: (value) => value === 2 },
  { name: 'report', source: report, check: (value) => value.ok === true },
];

// A runtime and context of their own inside one shared Wasm instance, quickjs-ng as in Troupe's guest.
async function quickjsEmscripten() {
  const { getQuickJS } = await import('quickjs-emscripten');
  const QuickJS = await getQuickJS();
  return {
    samples: 2000,
    run(source) {
      const context = QuickJS.newContext(); // makes a new runtime too
      let handle = context.unwrapResult(context.evalCode(source));
      context.runtime.executePendingJobs();
      if (context.typeof(handle) === 'object') {
        const promise = handle;
        handle = context.unwrapResult(context.getPromiseState(promise));
        promise.dispose();
      }
      const value = context.dump(handle);
      handle.dispose();
      context.dispose();
      return value;
    },
  };
}

// A V8 isolate of its own in this process.
async function isolatedVm() {
  const { default: ivm } = await import('isolated-vm');
  return {
    samples: 500,
    async run(source) {
      const isolate = new ivm.Isolate({ memoryLimit: 64 });
      const context = await isolate.createContext();
      const value = await context.eval(source, { promise: true, copy: true });
      isolate.dispose();
      return value;
    },
  };
}

// A fresh global object and nothing more: Node's documentation calls it no security mechanism.
function nodeVm() {
  return { samples: 2000, run: (source) => vm.runInContext(source, vm.createContext()) };
}

// A thread with an isolate and all of Node's own API: no sandbox either.
function nodeWorker() {
  const boot = `require('worker_threads').parentPort.once('message', async (source) => {
    require('worker_threads').parentPort.postMessage(await (0, eval)(source)); });`;
  return {
    samples: 60,
    run: (source) => new Promise((resolve, reject) => {
      const worker = new Worker(boot, { eval: true });
      worker.once('error', reject);
      worker.once('message', (value) => worker.terminate().then(() => resolve(value)));
      worker.postMessage(source);
    }),
  };
}

async function measure(name, peer, { source, check }) {
  const times = [];
  for (let i = -peer.samples / 10; i < peer.samples; i++) {
    const start = process.hrtime.bigint();
    const value = await peer.run(source);
    const ns = Number(process.hrtime.bigint() - start);
    if (!check(value)) throw new Error(`wrong result: ${JSON.stringify(value)}`);
    if (i >= 0) times.push(ns / 1000); // the first tenth warms up
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  console.log([name, at(0.5), at(0.9), at(0.99), 'us', times.length].join('\t'));
}

const peers = { 'quickjs-emscripten': quickjsEmscripten, 'isolated-vm': isolatedVm, 'node-vm': nodeVm,
  'node-worker': nodeWorker };
for (const [name, make] of Object.entries(peers)) {
  try {
    const peer = await make();
    for (const program of programs) await measure(`${name}_${program.name}`, peer, program);
  } catch (error) {
    console.error(`${name}: not measured: ${error.message.split('\n')[0]}`);
  }
}
