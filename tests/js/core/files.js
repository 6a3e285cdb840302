// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fs, { readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile, readdir, stat } from 'fs/promises';

fs.mkdirSync('/d/e', { recursive: true });
writeFileSync('/d/e/x.txt', 'héllo');
assert.equal(readFileSync('/d/e/x.txt', 'utf8'), 'héllo');
assert.deepEqual([...readFileSync('/d/e/x.txt')], [104, 195, 169, 108, 108, 111]);
assert.equal(readFileSync('/d/e/x.txt', 'hex'), '68c3a96c6c6f');
fs.appendFileSync('/d/e/x.txt', new Uint8Array([33]));
assert.equal(fs.statSync('/d/e/x.txt').size, 7);
assert.ok(fs.statSync('/d').isDirectory());
assert.ok(fs.statSync('/d/e/../e/x.txt').isFile());
assert.deepEqual(fs.readdirSync('/d', { recursive: true }), ['e', 'e/x.txt']);
assert.deepEqual(fs.readdirSync('/d', { withFileTypes: true }).map((e) => [e.name, e.isDirectory()]), [['e', true]]);
fs.renameSync('/d/e/x.txt', '/d/y.txt');
fs.copyFileSync('/d/y.txt', '/d/z.txt');
fs.unlinkSync('/d/y.txt');
assert.equal(fs.existsSync('/d/y.txt'), false);
assert.equal(fs.existsSync('/d/z.txt'), true);
assert.equal(fs.statSync('/nope', { throwIfNoEntry: false }), undefined);

const failures = [
  [() => readFileSync('/nope'), 'ENOENT', "ENOENT: no such file or directory, open '/nope'"],
  [() => readFileSync('/d'), 'EISDIR'],
  [() => fs.mkdirSync('/d'), 'EEXIST'],
  [() => fs.readdirSync('/d/z.txt'), 'ENOTDIR'],
  [() => fs.unlinkSync('/d'), 'EISDIR'],
  [() => fs.rmSync('/nope'), 'ENOENT'],
  [() => fs.rmdirSync('/d'), 'ENOTEMPTY'],
  [() => writeFileSync('/d/z.txt', '', { flag: 'wx' }), 'EEXIST'],
  [() => readFileSync(5), 'ERR_INVALID_ARG_TYPE'],
  [() => writeFileSync('/q', {}), 'ERR_INVALID_ARG_TYPE'],
];
for (const [run, code, message] of failures) {
  assert.throws(run, message ? { code, message } : { code }, String(run));
}
fs.rmSync('/nope', { force: true });
await writeFile('/p', 'promise');
assert.equal(await readFile('/p', { encoding: 'utf8' }), 'promise');
assert.ok((await stat('/p')).mtime instanceof Date);
await assert.rejects(readFile('/nope'), { code: 'ENOENT' });
assert.equal(await new Promise((resolve) => { fs.readFile('/p', 'utf8', (error, text) => resolve(text)); }), 'promise');
fs.rmSync('/d', { recursive: true });
assert.ok(!(await readdir('/')).includes('d'));
export default 'ok';
