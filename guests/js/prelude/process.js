// SPDX-License-Identifier: Apache-2.0
// process, as far as it means something in a sandbox. Arguments and environment come with the
// program and are decoded when first asked for.
import { defineGlobals } from './define.js';
import { EventEmitter } from './events.js';
import { format } from './format.js';
import { host } from './host.js';

const version = '20.0.0';
let env, argv, exitCode, startedAt;

function exitStatus(code) {
  return code === undefined || code === null ? exitCode ?? 0 : Number(code) & 0xff;
}

function writer(fd) {
  return {
    fd,
    isTTY: false,
    writable: true,
    columns: 80,
    write(chunk, encoding, callback) {
      host.write(fd, typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : String(chunk));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') queueMicrotask(done);
      return true;
    },
    end(chunk) {
      if (chunk !== undefined) this.write(chunk);
    },
    on() {
      return this;
    },
    once() {
      return this;
    },
    emit: () => false,
  };
}

// All of standard input, then one piece: enough for `for await (const chunk of process.stdin)`.
function readAllInput() {
  const parts = [];
  let total = 0;
  for (;;) {
    const part = host.callBlocking('stdin.read', { max: 65536 });
    if (part.length === 0) break;
    parts.push(part);
    total += part.length;
  }
  const all = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const stdin = {
  fd: 0,
  isTTY: false,
  encoding: null,
  setEncoding(encoding) {
    this.encoding = encoding;
    return this;
  },
  async *[Symbol.asyncIterator]() {
    for (;;) {
      const part = host.callBlocking('stdin.read', { max: 65536 });
      if (part.length === 0) return;
      yield this.encoding ? new TextDecoder(this.encoding).decode(part) : part;
    }
  },
};

export function readInput() {
  return readAllInput();
}

function hrtime(previous) {
  startedAt ??= host.now();
  const now = host.now() - startedAt;
  const seconds = Number(now / 1000000000n), nanos = Number(now % 1000000000n);
  if (!previous) return [seconds, nanos];
  const borrow = nanos < previous[1] ? 1 : 0;
  return [seconds - previous[0] - borrow, nanos - previous[1] + borrow * 1e9];
}
hrtime.bigint = () => {
  startedAt ??= host.now();
  return host.now() - startedAt;
};

export const process = new EventEmitter();
Object.assign(process, {
  title: 'troupe',
  platform: 'troupe',
  arch: 'wasm32',
  pid: 1,
  ppid: 0,
  version: `v${version}`,
  versions: { node: version, quickjs: '0.16.2' },
  execPath: 'troupe',
  execArgv: [],
  release: { name: 'troupe' },
  features: {},
  stdout: writer(1),
  stderr: writer(2),
  stdin,
  cwd: () => '/',
  chdir(directory) {
    throw Object.assign(new Error(`cannot change to ${directory}: there is only /`), { code: 'ENOSYS' });
  },
  exit: (code) => host.exit(exitStatus(code)),
  abort: () => host.exit(134),
  nextTick: (callback, ...args) => queueMicrotask(() => callback(...args)),
  hrtime,
  uptime: () => Number(hrtime.bigint()) / 1e9,
  memoryUsage() {
    const [linear, used] = host.memory();
    return { rss: linear, heapTotal: linear, heapUsed: used, external: 0, arrayBuffers: 0 };
  },
  cpuUsage: () => ({ user: 0, system: 0 }),
  emitWarning: (warning) => host.log(2, `Warning: ${format(warning?.message ?? warning)}`),
  umask: () => 0o22,
});
process.memoryUsage.rss = () => process.memoryUsage().rss;

Object.defineProperties(process, {
  argv: {
    get: () => (argv ??= ['troupe', ...(host.args() ?? [host.mainName()])]),
    set(value) { argv = value; },
    enumerable: true,
    configurable: true,
  },
  env: {
    get: () => (env ??= host.env() ?? {}),
    set(value) { env = value; },
    enumerable: true,
    configurable: true,
  },
  exitCode: {
    get: () => exitCode,
    set(code) {
      exitCode = code === undefined || code === null ? undefined : Number(code) & 0xff;
      host.setExitCode(exitCode);
    },
    enumerable: true,
    configurable: true,
  },
  [Symbol.toStringTag]: { value: 'process', configurable: true },
});
defineGlobals({ process });
