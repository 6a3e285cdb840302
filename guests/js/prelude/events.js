// SPDX-License-Identifier: Apache-2.0
// node:events
const tables = new WeakMap(); // emitter -> Map of event name -> listeners

function tableOf(emitter) {
  let table = tables.get(emitter);
  if (!table) tables.set(emitter, table = new Map());
  return table;
}

function listFor(emitter, name) {
  return tables.get(emitter)?.get(name);
}

function check(listener) {
  if (typeof listener === 'function') return;
  throw Object.assign(new TypeError('the "listener" argument must be of type function'),
    { code: 'ERR_INVALID_ARG_TYPE' });
}

export class EventEmitter {
  on(name, listener) {
    return add(this, name, listener, false);
  }

  addListener(name, listener) {
    return add(this, name, listener, false);
  }

  prependListener(name, listener) {
    return add(this, name, listener, true);
  }

  once(name, listener) {
    check(listener);
    return add(this, name, onceOf(this, name, listener), false);
  }

  prependOnceListener(name, listener) {
    check(listener);
    return add(this, name, onceOf(this, name, listener), true);
  }

  off(name, listener) {
    const list = listFor(this, name);
    if (!list) return this;
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i] !== listener && list[i].listener !== listener) continue;
      const rest = list.toSpliced(i, 1);
      if (rest.length) tableOf(this).set(name, rest);
      else tableOf(this).delete(name);
      this.emit('removeListener', name, listener);
      break;
    }
    return this;
  }

  removeListener(name, listener) {
    return this.off(name, listener);
  }

  removeAllListeners(name) {
    if (name === undefined) tables.delete(this);
    else tables.get(this)?.delete(name);
    return this;
  }

  emit(name, ...args) {
    const list = listFor(this, name);
    if (!list?.length) {
      if (name === 'error') throw unhandled(args[0]);
      return false;
    }
    for (const listener of [...list]) listener.apply(this, args);
    return true;
  }

  listenerCount(name) {
    return listFor(this, name)?.length ?? 0;
  }

  listeners(name) {
    return (listFor(this, name) ?? []).map((listener) => listener.listener ?? listener);
  }

  rawListeners(name) {
    return [...(listFor(this, name) ?? [])];
  }

  eventNames() {
    return [...(tables.get(this)?.keys() ?? [])];
  }

  setMaxListeners() {
    return this;
  }

  getMaxListeners() {
    return 10;
  }
}

function add(emitter, name, listener, first) {
  check(listener);
  if (listFor(emitter, 'newListener')) emitter.emit('newListener', name, listener.listener ?? listener);
  const list = listFor(emitter, name) ?? [];
  tableOf(emitter).set(name, first ? [listener, ...list] : [...list, listener]);
  return emitter;
}

function onceOf(emitter, name, listener) {
  const wrapper = (...args) => {
    emitter.off(name, wrapper);
    return listener.apply(emitter, args);
  };
  wrapper.listener = listener;
  return wrapper;
}

function unhandled(error) {
  if (error instanceof Error) return error;
  return Object.assign(new Error(`Unhandled error. (${String(error)})`), { context: error });
}

// A promise of the next event's arguments; an "error" event rejects it.
export function once(emitter, name) {
  return new Promise((resolve, reject) => {
    const onError = (error) => {
      emitter.off(name, onEvent);
      reject(error);
    };
    const onEvent = (...args) => {
      emitter.off('error', onError);
      resolve(args);
    };
    emitter.once(name, onEvent);
    if (name !== 'error') emitter.once('error', onError);
  });
}

// An endless asynchronous iteration over an event's arguments.
export async function* on(emitter, name) {
  const waiting = [];
  let wake;
  const onEvent = (...args) => {
    waiting.push(args);
    wake?.();
  };
  emitter.on(name, onEvent);
  try {
    for (;;) {
      while (waiting.length) yield waiting.shift();
      await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    emitter.off(name, onEvent);
  }
}

EventEmitter.EventEmitter = EventEmitter;
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.defaultMaxListeners = 10;

export const events = EventEmitter;
