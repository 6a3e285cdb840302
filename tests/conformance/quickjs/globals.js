// SPDX-License-Identifier: Apache-2.0
// What the suite's own runner gives to each file: print, and gc, which runs the collector.
// Besides, countAssertions(assert) sets a global assert that counts, and logs the count at the end.
globalThis.print = (...values) => console.log(...values);

// There is no way to ask for a collection, but to allocate until one has happened: then a cycle that
// nothing else refers to is gone.
globalThis.gc = () => {
  const cycle = () => {
    const object = {};
    object.self = object;
    return new WeakRef(object);
  };
  const witness = cycle();
  const ballast = [];
  while (witness.deref()) ballast.push(new Uint8Array(4096));
};

globalThis.countAssertions = (assert) => {
  let count = 0;
  globalThis.assert = (...args) => {
    if (count === 0) setTimeout(() => console.log(`assertions: ${count}`));
    count++;
    return assert(...args);
  };
};
