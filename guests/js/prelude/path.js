// SPDX-License-Identifier: Apache-2.0
// node:path, POSIX
export const sep = '/', delimiter = ':';

function check(path, name = 'path') {
  if (typeof path === 'string') return;
  throw Object.assign(new TypeError(`the "${name}" argument must be of type string`),
    { code: 'ERR_INVALID_ARG_TYPE' });
}

export function isAbsolute(path) {
  check(path);
  return path.startsWith('/');
}

function reduceParts(path, absolute) {
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length && parts.at(-1) !== '..') parts.pop();
    else if (!absolute) parts.push('..');
  }
  return parts.join('/');
}

export function normalize(path) {
  check(path);
  const absolute = path.startsWith('/');
  let reduced = reduceParts(path, absolute);
  if (reduced && path.endsWith('/')) reduced += '/';
  if (absolute) return `/${reduced}`;
  return reduced || (path.endsWith('/') ? './' : '.');
}

export function join(...paths) {
  paths.forEach((path) => check(path));
  const joined = paths.filter((path) => path !== '').join('/');
  return joined ? normalize(joined) : '.';
}

export function resolve(...paths) {
  let resolved = '';
  for (let i = paths.length - 1; i >= 0 && !resolved.startsWith('/'); i--) {
    check(paths[i], `paths[${i}]`);
    if (paths[i] !== '') resolved = resolved ? `${paths[i]}/${resolved}` : paths[i];
  }
  return `/${reduceParts(resolved, true)}`;
}

export function dirname(path) {
  check(path);
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
  const at = trimmed.lastIndexOf('/');
  if (at < 0) return '.';
  return trimmed.slice(0, at).replace(/\/+$/, '') || '/';
}

export function basename(path, suffix = '') {
  check(path);
  const name = path.replace(/\/+$/, '').split('/').at(-1);
  return suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

export function extname(path) {
  const name = basename(path), at = name.lastIndexOf('.');
  return at <= 0 ? '' : name.slice(at);
}

export function relative(from, to) {
  const a = resolve(from).split('/').filter(Boolean), b = resolve(to).split('/').filter(Boolean);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

export function parse(path) {
  const base = basename(path), ext = extname(path);
  const root = path.startsWith('/') ? '/' : '';
  const dir = path.slice(0, path.replace(/\/+$/, '').length - base.length);
  return { root, dir: dir.length > 1 ? dir.replace(/\/+$/, '') : dir, base, ext,
    name: base.slice(0, base.length - ext.length) };
}

export function format({ dir, root = '', base, name = '', ext = '' }) {
  const dot = ext && !ext.startsWith('.') ? '.' : '';
  const file = base ?? `${name}${dot}${ext}`;
  if (!dir) return root + file;
  return dir === root ? dir + file : `${dir}/${file}`;
}

export const toNamespacedPath = (path) => path;
export const path = { sep, delimiter, isAbsolute, normalize, join, resolve, dirname, basename,
  extname, relative, parse, format, toNamespacedPath };
path.posix = path;
