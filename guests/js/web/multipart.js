// SPDX-License-Identifier: Apache-2.0
// multipart/form-data and application/x-www-form-urlencoded, both ways (RFC 7578).
import { host } from '../prelude/host.js';
import { bytesOfBlob, File } from './blob.js';
import { FormData } from './form-data.js';
import { decodeText, encodeText, joinBytes } from './interface.js';

const escapeName = (name) => name.replaceAll(/\r\n?|\n/g, '%0D%0A').replaceAll('"', '%22');

export function encodeForm(data) {
  const boundary = `----formdata-${host.randomUUID().replaceAll('-', '')}`;
  const chunks = [];
  for (const [name, value] of data) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
    if (typeof value === 'string') {
      const text = value.replaceAll(/\r\n?|\n/g, '\r\n');
      chunks.push(encodeText(`${head}\r\n\r\n${text}\r\n`));
    } else {
      chunks.push(encodeText(`${head}; filename="${escapeName(value.name)}"\r\n` +
        `Content-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`));
      chunks.push(bytesOfBlob(value), encodeText('\r\n'));
    }
  }
  chunks.push(encodeText(`--${boundary}--\r\n`));
  return { bytes: joinBytes(chunks), type: `multipart/form-data; boundary=${boundary}` };
}

// Index of `pattern` in `bytes` at or after `from`, -1 when it is not there.
function findBytes(bytes, pattern, from) {
  const last = bytes.length - pattern.length;
  let at = bytes.indexOf(pattern[0], from);
  for (; at >= 0 && at <= last; at = bytes.indexOf(pattern[0], at + 1)) {
    let i = 1;
    while (i < pattern.length && bytes[at + i] === pattern[i]) i++;
    if (i === pattern.length) return at;
  }
  return -1;
}

function parameter(header, name) {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header);
  return match ? match[1] ?? match[2] : undefined;
}

const unescapeName = (name) => name.replaceAll(/%0D%0A/gi, '\r\n').replaceAll('%22', '"');

const malformed = () => new TypeError('Failed to parse body as FormData.');

function appendPart(data, head, content) {
  const headers = new Map(head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined || !/^form-data\b/i.test(disposition)) throw malformed();
  const filename = parameter(disposition, 'filename');
  if (filename === undefined) {
    data.append(unescapeName(name), decodeText(content));
  } else {
    const type = headers.get('content-type') ?? 'text/plain';
    data.append(unescapeName(name), new File([content], unescapeName(filename), { type }));
  }
}

function decodeMultipart(bytes, boundary) {
  const data = new FormData();
  const delimiter = encodeText(`\r\n--${boundary}`);
  const blank = encodeText('\r\n\r\n');
  // the first delimiter has no line end before it
  const text = joinBytes([encodeText('\r\n'), bytes]);
  let at = findBytes(text, delimiter, 0);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (text[start] === 0x2d && text[start + 1] === 0x2d) return data;
    const headEnd = findBytes(text, blank, start);
    const end = findBytes(text, delimiter, headEnd < 0 ? text.length : headEnd + 2);
    if (headEnd < 0 || end < 0) break;
    appendPart(data, decodeText(text.subarray(start + 2, headEnd)), text.subarray(headEnd + 4, end));
    at = end;
  }
  throw malformed();
}

export function decodeForm(bytes, type) {
  if (/^multipart\/form-data\b/i.test(type)) {
    const boundary = parameter(type, 'boundary');
    if (boundary !== undefined) return decodeMultipart(bytes, boundary);
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    const data = new FormData();
    for (const [name, value] of new URLSearchParams(decodeText(bytes))) data.append(name, value);
    return data;
  }
  throw new TypeError('Content-Type was not one of "multipart/form-data" or ' +
    '"application/x-www-form-urlencoded".');
}
