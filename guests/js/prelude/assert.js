// SPDX-License-Identifier: Apache-2.0
// node:assert
import { isDeepEqual, isDeepStrictEqual } from './equal.js';
import { inspect } from './inspect.js';

export class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    Object.assign(this, { generatedMessage: false, code: 'ERR_ASSERTION', actual, expected, operator });
  }
}
Object.defineProperty(AssertionError.prototype, 'name', { value: 'AssertionError', writable: true, configurable: true });

function fail(message, text, details) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? text, ...details });
}

function compare(operator, holds, text) {
  return (actual, expected, message) => {
    if (holds(actual, expected)) return;
    fail(message, `${text}:\n\n${inspect(actual)}\n\nand\n\n${inspect(expected)}`,
      { actual, expected, operator });
  };
}

export function ok(...args) {
  if (args[0]) return;
  fail(args[1], args.length ? 'The expression evaluated to a falsy value' : 'No value argument passed to assert.ok()',
    { actual: args[0], expected: true, operator: '==' });
}

function matches(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return true;
    if (Error.isPrototypeOf(expected)) return false;
    return expected.call({}, error) === true;
  }
  return Object.keys(expected).every((key) => (expected[key] instanceof RegExp && typeof error[key] === 'string'
    ? expected[key].test(error[key]) : isDeepStrictEqual(error[key], expected[key])));
}

function checkThrown(thrown, error, expected, message) {
  if (typeof expected === 'string') [expected, message] = [undefined, expected];
  if (!thrown) fail(message, 'Missing expected exception.', { operator: 'throws' });
  if (matches(error, expected)) return;
  if (typeof expected === 'function' && !message) throw error;
  fail(message, `The error is not the expected one:\n\n${inspect(error)}`,
    { actual: error, expected, operator: 'throws' });
}

function throws(run, expected, message) {
  let error, thrown = false;
  try {
    run();
  } catch (caught) {
    [error, thrown] = [caught, true];
  }
  checkThrown(thrown, error, expected, message);
}

async function rejects(run, expected, message) {
  let error, thrown = false;
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (caught) {
    [error, thrown] = [caught, true];
  }
  checkThrown(thrown, error, expected, message);
}

const methods = {
  ok,
  AssertionError,
  fail: (message) => fail(message, 'Failed', { operator: 'fail' }),
  // eslint-disable-next-line eqeqeq
  equal: compare('==', (a, b) => a == b || (a !== a && b !== b), 'Expected values to be loosely equal'),
  // eslint-disable-next-line eqeqeq
  notEqual: compare('!=', (a, b) => a != b, 'Expected values not to be loosely equal'),
  strictEqual: compare('strictEqual', Object.is, 'Expected values to be strictly equal'),
  notStrictEqual: compare('notStrictEqual', (a, b) => !Object.is(a, b), 'Expected values not to be strictly equal'),
  deepEqual: compare('deepEqual', isDeepEqual, 'Expected values to be loosely deep-equal'),
  notDeepEqual: compare('notDeepEqual', (a, b) => !isDeepEqual(a, b), 'Expected values not to be loosely deep-equal'),
  deepStrictEqual: compare('deepStrictEqual', isDeepStrictEqual, 'Expected values to be strictly deep-equal'),
  notDeepStrictEqual: compare('notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b), 'Expected values not to be strictly deep-equal'),
  match: compare('match', (text, pattern) => pattern.test(text), 'The input did not match the pattern'),
  doesNotMatch: compare('doesNotMatch', (text, pattern) => !pattern.test(text), 'The input was expected not to match'),
  throws,
  rejects,
  doesNotThrow: (run) => void run(),
  async doesNotReject(run) {
    await (typeof run === 'function' ? run() : run);
  },
  ifError(value) {
    if (value !== null && value !== undefined) throw value;
  },
};

export const strict = Object.assign((...args) => ok(...args), methods, {
  equal: methods.strictEqual,
  notEqual: methods.notStrictEqual,
  deepEqual: methods.deepStrictEqual,
  notDeepEqual: methods.notDeepStrictEqual,
});
strict.strict = strict;
export const assert = Object.assign((...args) => ok(...args), methods, { strict });
