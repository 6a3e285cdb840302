// SPDX-License-Identifier: Apache-2.0
// Decimal numbers as strings: { negative, digits, point } is 0.digits x 10^point. Digits have no
// zeros at either end; zero has no digits. A number counts as its shortest text, not as its exact
// binary value: 1.005 rounds up.

export function decimalOf(text) {
  const [, sign, integer, fraction = '', exponent = '0'] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  return trimmed({
    negative: sign === '-',
    digits: integer + fraction,
    point: integer.length + Number(exponent),
  });
}

function trimmed({ negative, digits, point }) {
  const significant = digits.replace(/^0+/, '');
  const at = point - (digits.length - significant.length);
  const short = significant.replace(/0+$/, '');
  return { negative, digits: short, point: short === '' ? 0 : at };
}

// The power of ten of the first digit: 0 for 1 to 9.
export const magnitudeOf = (x) => (x.digits === '' ? 0 : x.point - 1);

export const scaled = (x, power) => (x.digits === '' ? x : { ...x, point: x.point + power });

// Whether the digits cut off carry, by rounding mode.
function carries(x, kept, rest, mode) {
  if (/^0*$/.test(rest)) return false;
  const half = rest[0] < '5' ? -1 : /^50*$/.test(rest) ? 0 : 1;
  switch (mode) {
    case 'ceil': return !x.negative;
    case 'floor': return x.negative;
    case 'expand': return true;
    case 'trunc': return false;
    case 'halfCeil': return half > 0 || (half === 0 && !x.negative);
    case 'halfFloor': return half > 0 || (half === 0 && x.negative);
    case 'halfTrunc': return half > 0;
    case 'halfEven': return half > 0 || (half === 0 && Number(kept.at(-1) ?? '0') % 2 === 1);
    default: return half >= 0;
  }
}

// Rounds to a multiple of 10^power.
export function rounded(x, power, mode) {
  const count = x.point - power; // digits that stay
  if (count >= x.digits.length) return x;
  const kept = x.digits.slice(0, Math.max(count, 0));
  const rest = '0'.repeat(Math.max(-count, 0)) + x.digits.slice(Math.max(count, 0));
  const point = Math.max(x.point, power);
  if (!carries(x, kept, rest, mode)) return trimmed({ ...x, digits: kept });
  const next = (BigInt(kept || '0') + 1n).toString();
  return trimmed({ ...x, digits: next, point: point + next.length - kept.length });
}

// Text of the integer part and of the fraction, with at least so many digits each.
export function textOf(x, minInteger, minFraction) {
  const integer = x.digits.slice(0, Math.max(x.point, 0)).padEnd(x.point, '0');
  const fraction = '0'.repeat(Math.max(-x.point, 0)) + x.digits.slice(Math.max(x.point, 0));
  return [integer.padStart(minInteger, '0'), (x.digits === '' ? '' : fraction).padEnd(minFraction, '0')];
}
