// SPDX-License-Identifier: Apache-2.0
// toLocaleString of numbers and Intl.NumberFormat, for en-US. The expected values are Node's.
let checks = 0;
const show = (value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? String(value));
function is(actual, expected, what = '') {
  checks++;
  if (typeof actual === typeof expected && show(actual) === show(expected)) return;
  throw new Error(`${what}: got ${show(actual)}, expected ${show(expected)}`);
}
function fails(run, name, what = `${run}`) {
  checks++;
  try {
    run();
  } catch (error) {
    if (error.name === name) return;
    throw new Error(`${what}: threw ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: did not throw ${name}`);
}

// [options, numbers, texts]
const rows = [
  [undefined, [0, -0, 1, -1, 999, 1000, 1234567.891, 0.0005, 0.00049, 1e+21, 1e-7, NaN, Infinity, -Infinity, 1.0005, 123456789012345680000],
    ['0', '-0', '1', '-1', '999', '1,000', '1,234,567.891', '0.001', '0', '1,000,000,000,000,000,000,000', '0', 'NaN', '∞', '-∞', '1.001', '123,456,789,012,345,680,000']],
  [{ maximumFractionDigits: 0 }, [0.5, 1.5, 2.5, -0.5, 1234.5, 0.49],
    ['1', '2', '3', '-1', '1,235', '0']],
  [{ minimumFractionDigits: 2 }, [1, 1.5, 1.23456],
    ['1.00', '1.50', '1.235']],
  [{ minimumFractionDigits: 2, maximumFractionDigits: 2 }, [1.005, 1.255, 0.1, 1234.999, -0.001, 1000000000000000.2],
    ['1.01', '1.26', '0.10', '1,235.00', '-0.00', '1,000,000,000,000,000.20']],
  [{ style: 'percent' }, [0, 0.5, 0.256, 1.5, -0.1],
    ['0%', '50%', '26%', '150%', '-10%']],
  [{ style: 'percent', minimumFractionDigits: 1 }, [0.256, 0.12345],
    ['25.6%', '12.3%']],
  [{ style: 'currency', currency: 'USD' }, [0, 1234.5, -1234.5, 0.005, 1000000000],
    ['$0.00', '$1,234.50', '-$1,234.50', '$0.01', '$1,000,000,000.00']],
  [{ style: 'currency', currency: 'EUR' }, [1234.5],
    ['€1,234.50']],
  [{ style: 'currency', currency: 'JPY' }, [1234.5],
    ['¥1,235']],
  [{ style: 'currency', currency: 'gbp', maximumFractionDigits: 0 }, [1234.5],
    ['£1,235']],
  [{ style: 'currency', currency: 'CHF' }, [5],
    ['CHF\u00a05.00']],
  [{ style: 'currency', currency: 'CAD', currencyDisplay: 'narrowSymbol' }, [5],
    ['$5.00']],
  [{ style: 'currency', currency: 'USD', currencyDisplay: 'code' }, [5],
    ['USD\u00a05.00']],
  [{ style: 'currency', currency: 'USD', currencyDisplay: 'name' }, [1, 5],
    ['1.00 US dollars', '5.00 US dollars']],
  [{ style: 'currency', currency: 'USD', currencySign: 'accounting' }, [-5, 5],
    ['($5.00)', '$5.00']],
  [{ style: 'currency', currency: 'USD', minimumFractionDigits: 0 }, [5, 5.5, 5.555],
    ['$5', '$5.5', '$5.56']],
  [{ style: 'currency', currency: 'KWD' }, [1.5],
    ['KWD\u00a01.500']],
  [{ style: 'currency', currency: 'XYZ' }, [1.5],
    ['XYZ\u00a01.50']],
  [{ style: 'currency', currency: 'USD', notation: 'compact' }, [1234567, 950],
    ['$1.2M', '$950']],
  [{ notation: 'compact' }, [0, 12, 999, 1000, 1234, 9999, 99950, 999999, 1234567, 1500000000, 2000000000000, -4500, 0.123],
    ['0', '12', '999', '1K', '1.2K', '10K', '100K', '1M', '1.2M', '1.5B', '2T', '-4.5K', '0.12']],
  [{ notation: 'compact', compactDisplay: 'long' }, [1234, 1234567],
    ['1.2 thousand', '1.2 million']],
  [{ notation: 'compact', maximumFractionDigits: 1 }, [12345, 999],
    ['12.3K', '999']],
  [{ notation: 'scientific' }, [0, 12345, 0.00012],
    ['0E0', '1.235E4', '1.2E-4']],
  [{ notation: 'engineering' }, [12345, 0.00012],
    ['12.345E3', '120E-6']],
  [{ style: 'unit', unit: 'kilometer-per-hour' }, [50],
    ['50 km/h']],
  [{ style: 'unit', unit: 'liter', unitDisplay: 'long' }, [1, 16],
    ['1 liter', '16 liters']],
  [{ style: 'unit', unit: 'megabyte' }, [2.5],
    ['2.5 MB']],
  [{ style: 'unit', unit: 'celsius' }, [21],
    ['21°C']],
  [{ style: 'unit', unit: 'day', unitDisplay: 'long' }, [1, 2],
    ['1 day', '2 days']],
  [{ style: 'unit', unit: 'byte', unitDisplay: 'narrow' }, [8],
    ['8B']],
  [{ style: 'unit', unit: 'percent' }, [8],
    ['8%']],
  [{ style: 'unit', unit: 'mile-per-hour', unitDisplay: 'long' }, [1, 60],
    ['1 mile per hour', '60 miles per hour']],
  [{ maximumSignificantDigits: 3 }, [123456, 0.00123456, 1, 99.96],
    ['123,000', '0.00123', '1', '100']],
  [{ minimumSignificantDigits: 4 }, [1, 12345.678],
    ['1.000', '12,345.678']],
  [{ minimumIntegerDigits: 3 }, [5, 1234],
    ['005', '1,234']],
  [{ useGrouping: false }, [1234567],
    ['1234567']],
  [{ useGrouping: 'min2' }, [1234, 12345],
    ['1234', '12,345']],
  [{ signDisplay: 'always' }, [1, 0, -1],
    ['+1', '+0', '-1']],
  [{ signDisplay: 'exceptZero' }, [1, 0, -1],
    ['+1', '0', '-1']],
  [{ signDisplay: 'never' }, [-1],
    ['1']],
  [{ signDisplay: 'negative' }, [-0, -1],
    ['0', '-1']],
  [{ roundingMode: 'floor', maximumFractionDigits: 0 }, [1.9, -1.1],
    ['1', '-2']],
  [{ roundingMode: 'halfEven', maximumFractionDigits: 0 }, [0.5, 1.5, 2.5],
    ['0', '2', '2']],
  [{ minimumFractionDigits: 2, trailingZeroDisplay: 'stripIfInteger' }, [1, 1.5],
    ['1', '1.50']],
];
for (const [options, numbers, texts] of rows) {
  numbers.forEach((number, i) => {
    is(number.toLocaleString('en-US', options), texts[i], `${number} ${show(options)}`);
    is(new Intl.NumberFormat('en-US', options).format(number), texts[i], `format ${number} ${show(options)}`);
  });
}

// [options, number, parts]
const parts = [
  [{ style: 'currency', currency: 'USD' }, -1234.5,
    ['minusSign -', 'currency $', 'integer 1', 'group ,', 'integer 234', 'decimal .', 'fraction 50']],
  [{ notation: 'compact' }, 1234,
    ['integer 1', 'decimal .', 'fraction 2', 'compact K']],
  [{ style: 'percent' }, 0.5,
    ['integer 50', 'percentSign %']],
  [{ style: 'unit', unit: 'meter' }, 3,
    ['integer 3', 'literal  ', 'unit m']],
  [{ notation: 'scientific' }, 0.001,
    ['integer 1', 'exponentSeparator E', 'exponentMinusSign -', 'exponentInteger 3']],
  [undefined, NaN,
    ['nan NaN']],
];
for (const [options, number, expected] of parts) {
  const got = new Intl.NumberFormat('en-US', options).formatToParts(number);
  is(got.map((part) => `${part.type} ${part.value}`), expected, show(options));
}

const errors = [
  [{ style: 'currency' }, 'TypeError'],
  [{ style: 'currency', currency: 'US' }, 'RangeError'],
  [{ style: 'currency', currency: 'U$D' }, 'RangeError'],
  [{ minimumFractionDigits: 5, maximumFractionDigits: 2 }, 'RangeError'],
  [{ minimumFractionDigits: 101 }, 'RangeError'],
  [{ minimumFractionDigits: -1 }, 'RangeError'],
  [{ maximumFractionDigits: NaN }, 'RangeError'],
  [{ style: 'foo' }, 'RangeError'],
  [{ style: 'unit' }, 'TypeError'],
  [{ style: 'unit', unit: 'parsec' }, 'RangeError'],
  [{ style: 'unit', unit: 'meter-per-second-per-second' }, 'RangeError'],
  [{ minimumIntegerDigits: 0 }, 'RangeError'],
  [{ minimumIntegerDigits: 22 }, 'RangeError'],
  [{ maximumSignificantDigits: 0 }, 'RangeError'],
  [{ minimumSignificantDigits: 3, maximumSignificantDigits: 2 }, 'RangeError'],
  [{ useGrouping: 'foo' }, 'RangeError'],
  [{ notation: 'big' }, 'RangeError'],
  [{ signDisplay: 'x' }, 'RangeError'],
  [{ roundingMode: 'x' }, 'RangeError'],
  [null, 'TypeError'],
];
for (const [options, name] of errors) fails(() => new Intl.NumberFormat('en-US', options), name, show(options));
for (const locale of ['', 'x', 'en_US', 'en-', null, ['en', '-'], [5]]) {
  const name = locale === null || typeof locale[0] === 'number' ? 'TypeError' : 'RangeError';
  fails(() => new Intl.NumberFormat(locale), name, show(locale));
}

is('123,456,789,012,345,678,901,234,567,890', (123456789012345678901234567890n).toLocaleString());
is((-5n).toLocaleString('en-US', { style: 'currency', currency: 'USD' }), '-$5.00');
is((1234.5).toLocaleString(), '1,234.5');
is(Number.prototype.toLocaleString.length, 0);
fails(() => Number.prototype.toLocaleString.call('1'), 'TypeError');
fails(() => BigInt.prototype.toLocaleString.call(1), 'TypeError');
const format = new Intl.NumberFormat('en-US');
is(format.format('1234567890123456789.25'), '1,234,567,890,123,456,789.25');
is(format.format('abc'), 'NaN');
is(format.format(null), '0');
is(format.format(undefined), 'NaN');
is(format.format(true), '1');
is(format.format({ valueOf: () => 12345 }), '12,345');
fails(() => format.format(Symbol('x')), 'TypeError');
is([1234.5, 2].map(format.format), ['1,234.5', '2']);
is(format.format === format.format, true);
is(Intl.NumberFormat('en-US') instanceof Intl.NumberFormat, true);
is(Object.prototype.toString.call(format), '[object Intl.NumberFormat]');
is(format.resolvedOptions(), { locale: 'en-US', numberingSystem: 'latn', style: 'decimal', minimumIntegerDigits: 1, minimumFractionDigits: 0, maximumFractionDigits: 3, useGrouping: 'auto', notation: 'standard', signDisplay: 'auto', roundingMode: 'halfExpand', roundingIncrement: 1, trailingZeroDisplay: 'auto', roundingPriority: 'auto' });
is(new Intl.NumberFormat('en-US', { style: 'currency', currency: 'usd' }).resolvedOptions().currency, 'USD');
is(new Intl.NumberFormat('en-US', { style: 'currency', currency: 'jpy' }).resolvedOptions().maximumFractionDigits, 0);
is(Intl.NumberFormat.supportedLocalesOf(['en-US', 'en']), ['en-US', 'en']);
is(Intl.getCanonicalLocales(['EN-us', 'en-US', 'zh-hant-tw']), ['en-US', 'zh-Hant-TW']);

console.log(`ok ${checks} checks`);
