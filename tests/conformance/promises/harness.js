// SPDX-License-Identifier: Apache-2.0
// describe, specify and the rest of what the suite uses of mocha: tests run one after the other, each
// until its callback, its return (no callback) or a time limit. The result of the program is
// {passed, failed: [{name, message}]}.
const TIME_LIMIT_MS = 5000; // generous: the suite itself waits 150 ms at most

const tests = [];
let suite = { name: '', before: [], after: [], parent: null };

function describe(name, body) {
  const parent = suite;
  suite = { name: `${parent.name}${name} `, before: [], after: [], parent };
  body();
  suite = parent;
}

function specify(name, body) {
  tests.push({ name: suite.name + name, body, suite });
}

const lineage = (leaf) => (leaf ? [...lineage(leaf.parent), leaf] : []);

function call(body) {
  if (body.length === 0) return Promise.resolve().then(body);
  const { promise, resolve, reject } = Promise.withResolvers();
  const timer = setTimeout(() => reject(new Error('the test did not end')), TIME_LIMIT_MS);
  try {
    body((error) => (error ? reject(error) : resolve()));
  } catch (error) {
    reject(error);
  }
  return promise.finally(() => clearTimeout(timer));
}

async function runTest({ body, suite: own }) {
  const suites = lineage(own);
  for (const { before } of suites) for (const hook of before) await call(hook);
  try {
    await call(body);
  } finally {
    for (const { after } of suites.toReversed()) for (const hook of after) await call(hook);
  }
}

Object.assign(globalThis, {
  global: globalThis, // the suite was written for Node
  describe,
  context: describe,
  specify,
  it: specify,
  beforeEach: (hook) => suite.before.push(hook),
  afterEach: (hook) => suite.after.push(hook),
});

export async function runTests() {
  const failed = [];
  for (const test of tests) {
    try {
      await runTest(test);
    } catch (error) {
      failed.push({ name: test.name, message: String(error) });
    }
  }
  return { passed: tests.length - failed.length, failed };
}
