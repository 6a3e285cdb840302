// SPDX-License-Identifier: Apache-2.0
// Time zones for Intl.DateTimeFormat. There is no tz database here: UTC, fixed offsets, and common
// zones by the rules in force since 1996 (European Union) and 1987 (United States). Zones that have
// changed their offset since then are left out, so what is answered is right. Any other name is a
// RangeError.

const MINUTE_MS = 60000;
const DAY_MS = 86400000;

// Midnight (UTC) of the nth Sunday of a month; n = -1 is the last one.
function sunday(year, month, n) {
  if (n > 0) {
    const first = Date.UTC(year, month, 1);
    return first + (((7 - new Date(first).getUTCDay()) % 7) + 7 * (n - 1)) * DAY_MS;
  }
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY_MS;
}

// Whether summer time is in force, for a standard offset in minutes.
const rules = {
  none: () => false,
  eu(ms) { // 01:00 UTC, last Sundays of March and October
    const year = new Date(ms).getUTCFullYear();
    return ms >= sunday(year, 2, -1) + 60 * MINUTE_MS && ms < sunday(year, 9, -1) + 60 * MINUTE_MS;
  },
  us(ms, offset) { // 02:00 by the local clock
    const year = new Date(ms + offset * MINUTE_MS).getUTCFullYear();
    const start = year >= 2007 ? sunday(year, 2, 2) : sunday(year, 3, 1);
    const end = year >= 2007 ? sunday(year, 10, 1) : sunday(year, 9, -1);
    return ms >= start + (120 - offset) * MINUTE_MS && ms < end + (60 - offset) * MINUTE_MS;
  },
  au(ms, offset) { // since 2008: first Sundays of October and April, 02:00 standard time
    const year = new Date(ms + offset * MINUTE_MS).getUTCFullYear();
    return !(ms >= sunday(year, 3, 1) + (120 - offset) * MINUTE_MS &&
      ms < sunday(year, 9, 1) + (120 - offset) * MINUTE_MS);
  },
};

// A family of zones: standard offset in hours, rule, first letters of the short name ('' where English
// uses the offset), long name, zones. The long name is whole where there is no summer time, else what
// stands before "Standard Time", or all three names: standard, summer, either.
const families = [
  [-5, 'us', 'E', 'Eastern', ['America/New_York', 'America/Detroit', 'America/Toronto', 'US/Eastern']],
  [-6, 'us', 'C', 'Central', ['America/Chicago', 'US/Central']],
  [-7, 'us', 'M', 'Mountain', ['America/Denver', 'America/Edmonton', 'US/Mountain']],
  [-7, 'none', 'M', 'Mountain Standard Time', ['America/Phoenix', 'US/Arizona']],
  [-8, 'us', 'P', 'Pacific', ['America/Los_Angeles', 'America/Vancouver', 'US/Pacific']],
  [-9, 'us', 'AK', 'Alaska', ['America/Anchorage', 'US/Alaska']],
  [-10, 'none', 'H', 'Hawaii-Aleutian Standard Time', ['Pacific/Honolulu', 'US/Hawaii']],
  [0, 'eu', '', 'Greenwich Mean Time|British Summer Time|United Kingdom Time', ['Europe/London']],
  [0, 'eu', '', 'Greenwich Mean Time|Irish Standard Time|Ireland Time', ['Europe/Dublin']],
  [1, 'eu', '', 'Central European', ['Europe/Paris', 'Europe/Berlin', 'Europe/Madrid', 'Europe/Rome',
    'Europe/Amsterdam', 'Europe/Brussels', 'Europe/Vienna', 'Europe/Zurich', 'Europe/Stockholm',
    'Europe/Oslo', 'Europe/Copenhagen', 'Europe/Prague', 'Europe/Warsaw', 'Europe/Budapest',
    'Europe/Luxembourg', 'Europe/Monaco', 'Europe/Belgrade', 'Europe/Zagreb', 'Europe/Ljubljana']],
  [2, 'eu', '', 'Eastern European', ['Europe/Athens', 'Europe/Helsinki', 'Europe/Bucharest', 'Europe/Sofia']],
  [2, 'none', '', 'South Africa Standard Time', ['Africa/Johannesburg']],
  [1, 'none', '', 'West Africa Time', ['Africa/Lagos']],
  [3, 'none', '', 'East Africa Time', ['Africa/Nairobi']],
  [4, 'none', '', 'Gulf Standard Time', ['Asia/Dubai']],
  [5.5, 'none', '', 'India Standard Time', ['Asia/Kolkata', 'Asia/Calcutta']],
  [7, 'none', '', 'Indochina Time', ['Asia/Bangkok', 'Asia/Ho_Chi_Minh']],
  [8, 'none', '', 'China Standard Time', ['Asia/Shanghai']],
  [8, 'none', '', 'Hong Kong Standard Time', ['Asia/Hong_Kong']],
  [8, 'none', '', 'Singapore Standard Time', ['Asia/Singapore']],
  [8, 'none', '', 'Philippine Standard Time', ['Asia/Manila']],
  [8, 'none', '', 'Taiwan Standard Time', ['Asia/Taipei']],
  [9, 'none', '', 'Japan Standard Time', ['Asia/Tokyo']],
  [9, 'none', '', 'Korean Standard Time', ['Asia/Seoul']],
  [10, 'none', '', 'Australian Eastern Standard Time', ['Australia/Brisbane']],
  [10, 'au', '', 'Australian Eastern', ['Australia/Sydney', 'Australia/Melbourne', 'Australia/Hobart']],
];

function offsetText(minutes, isLong) {
  const sign = minutes < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  if (isLong) return `GMT${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  return `GMT${sign}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

class Zone {
  constructor(name, minutes, rule, letters = '', long = undefined) {
    Object.assign(this, { name, minutes, isSummer: rules[rule], rule, letters, long });
  }
  offsetAt(ms) { return this.minutes + (this.isSummer(ms, this.minutes) ? 60 : 0); }
  nameAt(ms, style) {
    const offset = this.offsetAt(ms);
    const isSummer = offset !== this.minutes;
    switch (style) {
      case 'short':
        if (this.letters === '') return offset === 0 ? 'GMT' : offsetText(offset, false);
        return `${this.letters}${isSummer ? 'D' : 'S'}T`;
      case 'shortGeneric':
        if (this.letters === '') return offsetText(offset, false);
        return `${this.letters}${this.rule === 'none' ? 'S' : ''}T`;
      case 'long': return this.#longName(isSummer ? 1 : 0) ?? offsetText(offset, true);
      case 'longGeneric': return this.#longName(2) ?? offsetText(offset, true);
      default: return offsetText(offset, style === 'longOffset');
    }
  }
  // which: 0 standard, 1 summer, 2 either
  #longName(which) {
    if (this.rule === 'none') return this.long;
    const names = this.long.split('|');
    if (names.length === 3) return names[which];
    const season = ['Standard ', this.rule === 'eu' ? 'Summer ' : 'Daylight ', ''][which];
    return `${this.long} ${season}Time`;
  }
}

// The zone without summer time and with names of its own.
const utc = Object.assign(new Zone('UTC', 0, 'none'), {
  nameAt: (ms, style) => ({ short: 'UTC', long: 'Coordinated Universal Time' })[style] ??
    offsetText(0, style.startsWith('long')),
});
const zones = new Map();
for (const name of ['utc', 'gmt', 'etc/utc', 'etc/gmt', 'zulu', 'etc/zulu', 'universal']) zones.set(name, utc);
for (const [hours, rule, letters, long, names] of families) {
  for (const name of names) zones.set(name.toLowerCase(), new Zone(name, hours * 60, rule, letters, long));
}

export function zoneOf(name = 'UTC') {
  const text = `${name}`;
  const known = zones.get(text.toLowerCase());
  if (known) return known;
  const offset = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/.exec(text);
  if (!offset) throw new RangeError(`Invalid time zone specified: ${text}`);
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  const canonical = `${offset[1]}${offset[2]}:${offset[3] ?? '00'}`;
  return new Zone(canonical, offset[1] === '-' ? -minutes : minutes, 'none');
}
