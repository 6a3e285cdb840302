// SPDX-License-Identifier: Apache-2.0
// The adapter that the suite asks for, over the built-in Promise.
//
// The suite leaves rejected promises without a handler on purpose. A program that does so fails here, as
// it does in Node, so each promise the suite gets hold of also gets a handler that does nothing.
const then = Promise.prototype.then;

function handled(promise) {
  then.call(promise, undefined, () => {});
  return promise;
}

Promise.prototype.then = function (onFulfilled, onRejected) {
  return handled(then.call(this, onFulfilled, onRejected));
};

globalThis.adapter = {
  deferred() {
    const { promise, resolve, reject } = Promise.withResolvers();
    return { promise: handled(promise), resolve, reject };
  },
  resolved: (value) => handled(Promise.resolve(value)),
  rejected: (reason) => handled(Promise.reject(reason)),
};
