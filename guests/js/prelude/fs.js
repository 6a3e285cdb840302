// SPDX-License-Identifier: Apache-2.0
// node:fs and node:fs/promises over the host's virtual files. Every operation is a blocking one; the
// promise and callback forms wrap the same functions.
import { host } from './host.js';
import { resolve } from './path.js';
import { readInput } from './process.js';

const codes = {
  ENOENT: 'no such file or directory', EEXIST: 'file already exists', ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory', ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied', EROFS: 'read-only file system', EPERM: 'operation not permitted',
  EXDEV: 'cross-device link not permitted', ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded', EINVAL: 'invalid argument',
  ENAMETOOLONG: 'name too long', ELOOP: 'too many symbolic links encountered',
};

function pathOf(path) {
  if (path instanceof Uint8Array) path = new TextDecoder().decode(path);
  if (path && typeof path === 'object' && typeof path.href === 'string') {
    if (path.protocol !== 'file:') throw new TypeError('the URL must be of scheme file');
    path = decodeURIComponent(path.pathname);
  }
  if (typeof path !== 'string') {
    throw Object.assign(new TypeError('the "path" argument must be of type string'),
      { code: 'ERR_INVALID_ARG_TYPE' });
  }
  return resolve(path);
}

function perform(syscall, name, args, shown) {
  try {
    return host.callBlocking(name, args);
  } catch (error) {
    if (!error?.errno) throw error;
    const text = `${error.errno}: ${codes[error.errno] ?? error.message}, ${syscall} '${shown}'`;
    const { errno, grant, hint } = error;
    throw Object.assign(new Error(text), { errno, code: errno, syscall, path: shown },
      grant && { grant }, hint && { hint });
  }
}

function encodingOf(options) {
  return typeof options === 'string' ? options : options?.encoding;
}

function bytesOf(data, options) {
  if (typeof data === 'string') {
    const encoding = encodingOf(options) ?? 'utf8';
    if (encoding === 'base64') return Uint8Array.fromBase64(data);
    if (encoding === 'hex') return Uint8Array.fromHex(data);
    return new TextEncoder().encode(data);
  }
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw Object.assign(new TypeError('the "data" argument must be a string or a view of bytes'),
    { code: 'ERR_INVALID_ARG_TYPE' });
}

function textOf(bytes, encoding) {
  if (encoding === 'base64') return bytes.toBase64();
  if (encoding === 'hex') return bytes.toHex();
  if (encoding === 'latin1' || encoding === 'binary') {
    return Array.from(bytes, (b) => String.fromCharCode(b)).join('');
  }
  return new TextDecoder(encoding === 'utf8' ? 'utf-8' : encoding, { ignoreBOM: true }).decode(bytes);
}

class Stats {
  constructor(entry) {
    this.type = entry.type;
    this.size = entry.size;
    this.mtimeMs = entry.mtime_ns / 1e6;
    this.mode = entry.type === 'dir' ? 0o40755 : 0o100644;
    this.mtime = new Date(this.mtimeMs);
    Object.defineProperty(this, 'type', { enumerable: false });
  }

  isFile() {
    return this.type === 'file';
  }

  isDirectory() {
    return this.type === 'dir';
  }

  isSymbolicLink() {
    return this.type === 'link';
  }
}

class Dirent {
  constructor(entry, parent) {
    this.name = entry.name;
    this.parentPath = this.path = parent;
    Object.defineProperty(this, 'type', { value: entry.type });
  }
}
for (const name of ['isFile', 'isDirectory', 'isSymbolicLink']) {
  Dirent.prototype[name] = Stats.prototype[name];
}

function stat(path, follow, options, syscall) {
  try {
    return new Stats(perform(syscall, 'fs.stat', { path: pathOf(path), follow }, path));
  } catch (error) {
    if (options?.throwIfNoEntry === false && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function list(path, options) {
  const full = pathOf(path);
  const entries = perform('scandir', 'fs.list', { path: full }, path)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const typed = typeof options === 'object' && options?.withFileTypes;
  const found = [];
  for (const entry of entries) {
    found.push(typed ? new Dirent(entry, String(path)) : entry.name);
    if (options?.recursive && entry.type === 'dir') {
      for (const inner of list(`${full}/${entry.name}`, options)) {
        found.push(typed ? inner : `${entry.name}/${inner}`);
      }
    }
  }
  return found;
}

function write(path, data, options, append, syscall) {
  const flag = typeof options === 'object' ? options?.flag : undefined;
  if (flag === 'wx' && sync.exists(path)) {
    throw Object.assign(new Error(`EEXIST: ${codes.EEXIST}, open '${path}'`),
      { errno: 'EEXIST', code: 'EEXIST', syscall: 'open', path });
  }
  perform(syscall, 'fs.write',
    { path: pathOf(path), data: bytesOf(data, options), append: append || flag === 'a' }, path);
}

function copy(from, to) {
  write(to, sync.readFile(from), undefined, false, 'copyfile');
}

// The functions, named as in fs/promises.
const sync = {
  readFile(path, options) {
    const bytes = path === 0 || path === '/dev/stdin' ? readInput()
      : perform('open', 'fs.read', { path: pathOf(path) }, path);
    const encoding = encodingOf(options);
    return encoding && encoding !== 'buffer' ? textOf(bytes, encoding) : bytes;
  },
  writeFile(path, data, options) {
    write(path, data, options, false, 'open');
  },
  appendFile(path, data, options) {
    write(path, data, options, true, 'open');
  },
  exists(path) {
    try {
      host.callBlocking('fs.stat', { path: pathOf(path), follow: true });
      return true;
    } catch {
      return false;
    }
  },
  access(path) {
    stat(path, true, undefined, 'access');
  },
  readdir: (path, options) => list(path, options),
  stat: (path, options) => stat(path, true, options, 'stat'),
  lstat: (path, options) => stat(path, false, options, 'lstat'),
  mkdir(path, options) {
    const recursive = Boolean(options?.recursive);
    perform('mkdir', 'fs.mkdir', { path: pathOf(path), recursive }, path);
  },
  rm(path, options) {
    perform('rm', 'fs.remove', { path: pathOf(path), recursive: Boolean(options?.recursive),
      force: Boolean(options?.force) }, path);
  },
  rmdir(path, options) {
    perform('rmdir', 'fs.remove', { path: pathOf(path), recursive: Boolean(options?.recursive),
      force: false }, path);
  },
  unlink(path) {
    if (stat(path, false, undefined, 'unlink').isDirectory()) {
      throw Object.assign(new Error(`EISDIR: ${codes.EISDIR}, unlink '${path}'`),
        { errno: 'EISDIR', code: 'EISDIR', syscall: 'unlink', path });
    }
    perform('unlink', 'fs.remove', { path: pathOf(path), recursive: false, force: false }, path);
  },
  rename(from, to) {
    perform('rename', 'fs.rename', { from: pathOf(from), to: pathOf(to) }, from);
  },
  copyFile: copy,
  realpath(path) {
    stat(path, true, undefined, 'realpath');
    return pathOf(path);
  },
};

const constants = { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 };
export const promises = { constants };
export const fs = { constants, promises, Stats, Dirent };

for (const [name, perform_] of Object.entries(sync)) {
  fs[`${name}Sync`] = perform_;
  if (name !== 'exists') promises[name] = async (...args) => perform_(...args);
  fs[name] = (...args) => {
    const callback = args.pop();
    let result;
    try {
      result = perform_(...args);
    } catch (error) {
      return void queueMicrotask(() => callback(error));
    }
    return void queueMicrotask(() => (name === 'exists' ? callback(result) : callback(null, result)));
  };
}
