// SPDX-License-Identifier: Apache-2.0
// toLocaleString of dates and Intl.DateTimeFormat, for en-US. The zone is UTC by default. The expected values are Node's.
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

const moments = ['2024-01-02T15:04:05.678Z', '1999-12-31T00:00:00.009Z', '2023-07-15T12:30:00.000Z', '1970-01-01T00:00:00.000Z'].map((text) => new Date(text));

// [options, one text for each moment]
const rows = [
  [undefined,
    ['1/2/2024', '12/31/1999', '7/15/2023', '1/1/1970']],
  [{ year: 'numeric', month: 'long', day: 'numeric' },
    ['January 2, 2024', 'December 31, 1999', 'July 15, 2023', 'January 1, 1970']],
  [{ year: 'numeric', month: 'short', day: '2-digit' },
    ['Jan 02, 2024', 'Dec 31, 1999', 'Jul 15, 2023', 'Jan 01, 1970']],
  [{ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
    ['Tuesday, January 2, 2024', 'Friday, December 31, 1999', 'Saturday, July 15, 2023', 'Thursday, January 1, 1970']],
  [{ weekday: 'short', month: 'short', day: 'numeric' },
    ['Tue, Jan 2', 'Fri, Dec 31', 'Sat, Jul 15', 'Thu, Jan 1']],
  [{ month: '2-digit', day: '2-digit', year: 'numeric' },
    ['01/02/2024', '12/31/1999', '07/15/2023', '01/01/1970']],
  [{ year: '2-digit', month: 'numeric', day: 'numeric' },
    ['1/2/24', '12/31/99', '7/15/23', '1/1/70']],
  [{ year: 'numeric', month: 'long' },
    ['January 2024', 'December 1999', 'July 2023', 'January 1970']],
  [{ month: 'long' },
    ['January', 'December', 'July', 'January']],
  [{ weekday: 'long' },
    ['Tuesday', 'Friday', 'Saturday', 'Thursday']],
  [{ year: 'numeric' },
    ['2024', '1999', '2023', '1970']],
  [{ day: 'numeric' },
    ['2', '31', '15', '1']],
  [{ month: 'long', day: 'numeric' },
    ['January 2', 'December 31', 'July 15', 'January 1']],
  [{ era: 'short' },
    ['1/2/2024 AD', '12/31/1999 AD', '7/15/2023 AD', '1/1/1970 AD']],
  [{ hour: 'numeric' },
    ['3 PM', '12 AM', '12 PM', '12 AM']],
  [{ hour: '2-digit', minute: '2-digit' },
    ['03:04 PM', '12:00 AM', '12:30 PM', '12:00 AM']],
  [{ hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: false },
    ['15:04:05', '24:00:00', '12:30:00', '24:00:00']],
  [{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ['15:04', '00:00', '12:30', '00:00']],
  [{ hour: 'numeric', minute: 'numeric', hour12: true },
    ['3:04 PM', '12:00 AM', '12:30 PM', '12:00 AM']],
  [{ minute: '2-digit', second: '2-digit' },
    ['04:05', '00:00', '30:00', '00:00']],
  [{ minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
    ['04:05.678', '00:00.009', '30:00.000', '00:00.000']],
  [{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
    ['3:04 PM UTC', '12:00 AM UTC', '12:30 PM UTC', '12:00 AM UTC']],
  [{ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    ['Jan 2, 3:04 PM', 'Dec 31, 12:00 AM', 'Jul 15, 12:30 PM', 'Jan 1, 12:00 AM']],
  [{ year: 'numeric', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    ['January 2, 2024 at 3:04 PM', 'December 31, 1999 at 12:00 AM', 'July 15, 2023 at 12:30 PM', 'January 1, 1970 at 12:00 AM']],
  [{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
    ['01/02/2024, 15:04:05', '12/31/1999, 24:00:00', '07/15/2023, 12:30:00', '01/01/1970, 24:00:00']],
  [{ dateStyle: 'full' },
    ['Tuesday, January 2, 2024', 'Friday, December 31, 1999', 'Saturday, July 15, 2023', 'Thursday, January 1, 1970']],
  [{ timeStyle: 'full' },
    ['3:04:05 PM Coordinated Universal Time', '12:00:00 AM Coordinated Universal Time', '12:30:00 PM Coordinated Universal Time', '12:00:00 AM Coordinated Universal Time']],
  [{ dateStyle: 'full', timeStyle: 'short' },
    ['Tuesday, January 2, 2024 at 3:04 PM', 'Friday, December 31, 1999 at 12:00 AM', 'Saturday, July 15, 2023 at 12:30 PM', 'Thursday, January 1, 1970 at 12:00 AM']],
  [{ dateStyle: 'long' },
    ['January 2, 2024', 'December 31, 1999', 'July 15, 2023', 'January 1, 1970']],
  [{ timeStyle: 'long' },
    ['3:04:05 PM UTC', '12:00:00 AM UTC', '12:30:00 PM UTC', '12:00:00 AM UTC']],
  [{ dateStyle: 'long', timeStyle: 'short' },
    ['January 2, 2024 at 3:04 PM', 'December 31, 1999 at 12:00 AM', 'July 15, 2023 at 12:30 PM', 'January 1, 1970 at 12:00 AM']],
  [{ dateStyle: 'medium' },
    ['Jan 2, 2024', 'Dec 31, 1999', 'Jul 15, 2023', 'Jan 1, 1970']],
  [{ timeStyle: 'medium' },
    ['3:04:05 PM', '12:00:00 AM', '12:30:00 PM', '12:00:00 AM']],
  [{ dateStyle: 'medium', timeStyle: 'short' },
    ['Jan 2, 2024, 3:04 PM', 'Dec 31, 1999, 12:00 AM', 'Jul 15, 2023, 12:30 PM', 'Jan 1, 1970, 12:00 AM']],
  [{ dateStyle: 'short' },
    ['1/2/24', '12/31/99', '7/15/23', '1/1/70']],
  [{ timeStyle: 'short' },
    ['3:04 PM', '12:00 AM', '12:30 PM', '12:00 AM']],
  [{ dateStyle: 'short', timeStyle: 'short' },
    ['1/2/24, 3:04 PM', '12/31/99, 12:00 AM', '7/15/23, 12:30 PM', '1/1/70, 12:00 AM']],
  [{ timeZone: 'America/New_York', dateStyle: 'medium', timeStyle: 'long' },
    ['Jan 2, 2024, 10:04:05 AM EST', 'Dec 30, 1999, 7:00:00 PM EST', 'Jul 15, 2023, 8:30:00 AM EDT', 'Dec 31, 1969, 7:00:00 PM EST']],
  [{ timeZone: 'Europe/Berlin', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
    ['4:04 PM GMT+1', '1:00 AM GMT+1', '2:30 PM GMT+2', '1:00 AM GMT+1']],
  [{ timeZone: 'Asia/Tokyo', dateStyle: 'full' },
    ['Wednesday, January 3, 2024', 'Friday, December 31, 1999', 'Saturday, July 15, 2023', 'Thursday, January 1, 1970']],
  [{ timeZone: 'Asia/Kolkata', timeStyle: 'full' },
    ['8:34:05 PM India Standard Time', '5:30:00 AM India Standard Time', '6:00:00 PM India Standard Time', '5:30:00 AM India Standard Time']],
  [{ timeZone: 'America/Los_Angeles', timeZoneName: 'long', hour: 'numeric' },
    ['7 AM Pacific Standard Time', '4 PM Pacific Standard Time', '5 AM Pacific Daylight Time', '4 PM Pacific Standard Time']],
];
for (const [options, texts] of rows) {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options });
  moments.forEach((moment, i) => is(format.format(moment), texts[i], `${moment.toISOString()} ${show(options)}`));
}

// [method, options, text for the first moment]
const methods = [
  ['toLocaleString', undefined, '1/2/2024, 3:04:05 PM'],
  ['toLocaleString', { month: 'short' }, 'Jan'],
  ['toLocaleString', { hour: 'numeric' }, '3 PM'],
  ['toLocaleString', { year: 'numeric', month: '2-digit' }, '01/2024'],
  ['toLocaleString', { dateStyle: 'long' }, 'January 2, 2024'],
  ['toLocaleString', { weekday: 'long' }, 'Tuesday'],
  ['toLocaleDateString', undefined, '1/2/2024'],
  ['toLocaleDateString', { month: 'short' }, 'Jan'],
  ['toLocaleDateString', { hour: 'numeric' }, '1/2/2024, 3 PM'],
  ['toLocaleDateString', { year: 'numeric', month: '2-digit' }, '01/2024'],
  ['toLocaleDateString', { dateStyle: 'long' }, 'January 2, 2024'],
  ['toLocaleDateString', { weekday: 'long' }, 'Tuesday'],
  ['toLocaleTimeString', undefined, '3:04:05 PM'],
  ['toLocaleTimeString', { month: 'short' }, 'Jan, 3:04:05 PM'],
  ['toLocaleTimeString', { hour: 'numeric' }, '3 PM'],
  ['toLocaleTimeString', { year: 'numeric', month: '2-digit' }, '01/2024, 3:04:05 PM'],
  ['toLocaleTimeString', { dateStyle: undefined }, '3:04:05 PM'],
  ['toLocaleTimeString', { weekday: 'long' }, 'Tuesday 3:04:05 PM'],
];
for (const [method, options, text] of methods) {
  is(moments[0][method]('en-US', options), text, `${method} ${show(options)}`);
}

// [options, parts]
const parts = [
  [{ dateStyle: 'long', timeStyle: 'short' },
    ['month January', 'literal  ', 'day 2', 'literal , ', 'year 2024', 'literal  at ', 'hour 3', 'literal :', 'minute 04', 'literal \u202f', 'dayPeriod PM']],
  [{ hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: false },
    ['hour 15', 'literal :', 'minute 04', 'literal :', 'second 05']],
];
for (const [options, expected] of parts) {
  const got = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).formatToParts(moments[0]);
  is(got.map((part) => `${part.type} ${part.value}`), expected, show(options));
}

// around the changes of summer time
const changes = [
  ['America/New_York', '2024-03-10T06:59:59Z', '1:59:59 AM EST'],
  ['America/New_York', '2024-03-10T07:00:00Z', '3:00:00 AM EDT'],
  ['America/New_York', '2024-11-03T05:59:59Z', '1:59:59 AM EDT'],
  ['America/New_York', '2024-11-03T06:00:00Z', '1:00:00 AM EST'],
  ['America/Los_Angeles', '2006-04-02T10:00:00Z', '3:00:00 AM PDT'],
  ['Europe/London', '2024-03-31T00:59:59Z', '12:59:59 AM GMT'],
  ['Europe/London', '2024-03-31T01:00:00Z', '2:00:00 AM GMT+1'],
  ['Europe/Paris', '2024-10-27T00:59:59Z', '2:59:59 AM GMT+2'],
  ['Europe/Paris', '2024-10-27T01:00:00Z', '2:00:00 AM GMT+1'],
  ['Australia/Sydney', '2024-04-06T15:59:59Z', '2:59:59 AM GMT+11'],
  ['Australia/Sydney', '2024-04-06T16:00:00Z', '2:00:00 AM GMT+10'],
  ['America/Phoenix', '2024-07-01T00:00:00Z', '5:00:00 PM MST'],
];
for (const [timeZone, text, expected] of changes) {
  is(new Date(text).toLocaleTimeString('en-US', { timeZone, timeStyle: 'long' }), expected, `${timeZone} ${text}`);
}

const errors = [
  [{ month: 'foo' }, 'RangeError'],
  [{ timeZone: 'Mars/Olympus' }, 'RangeError'],
  [{ timeZone: '' }, 'RangeError'],
  [{ dateStyle: 'short', year: 'numeric' }, 'TypeError'],
  [{ timeStyle: 'huge' }, 'RangeError'],
  [{ fractionalSecondDigits: 4 }, 'RangeError'],
  [{ hourCycle: 'h13' }, 'RangeError'],
  [null, 'TypeError'],
];
for (const [options, name] of errors) fails(() => new Intl.DateTimeFormat('en-US', options), name, show(options));
fails(() => new Date(0).toLocaleDateString('en-US', { timeStyle: 'short' }), 'TypeError');
fails(() => new Date(0).toLocaleTimeString('en-US', { dateStyle: 'short' }), 'TypeError');
fails(() => new Intl.DateTimeFormat().format(NaN), 'RangeError');
fails(() => new Intl.DateTimeFormat().format(9e15), 'RangeError');
is(new Date(NaN).toLocaleString(), 'Invalid Date');
fails(() => Date.prototype.toLocaleString.call({}), 'TypeError');
is(new Date(Date.UTC(2024, 1, 3)).toLocaleDateString(), '2/3/2024');
is(new Date(-62198755200000).toLocaleDateString('en-US'), '1/1/2');
is(Intl.DateTimeFormat('en-US') instanceof Intl.DateTimeFormat, true);
is(new Intl.DateTimeFormat().resolvedOptions().timeZone, 'UTC');
is(new Intl.DateTimeFormat('en-US', { timeZone: 'asia/tokyo' }).resolvedOptions().timeZone, 'Asia/Tokyo');
is(new Intl.DateTimeFormat('en-US').resolvedOptions(), { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' });
is(new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'long' }).resolvedOptions(),
  { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC', hourCycle: 'h12', hour12: true, dateStyle: 'full', timeStyle: 'long' });
is([0].map(new Intl.DateTimeFormat('en-US').format), ['1/1/1970']);

console.log(`ok ${checks} checks`);
