// SPDX-License-Identifier: Apache-2.0
// What console prints. console.out is Node's output for this file.
console.log('%s is %d years and %i, %f, %j %O %%, %c.', 'Bob', 42.5, 42.9, '1.5', { a: 1 }, { b: 2 }, 'css', 'extra', { z: 1 });
console.log('%s', null, undefined, 5n);
console.log('a', 1, { b: 1 }, [1, 'x']);
console.log();
console.log('100%', 5);
console.log('%s %s', 'only');
console.log('%d', '0x10', '%s');
console.log([1, 'a'], 'str');
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
console.table([1, 2, 'x']);
console.table(new Map([['a', 1]]));
console.table([[1, 2], [3, 4]]);
console.table([{ a: 1, b: 2 }], ['b']);
console.group('G');
console.log('in\nside');
console.group();
console.log({ a: 1 });
console.groupEnd();
console.groupEnd();
console.log('out');
console.count();
console.count('x');
console.count();
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
