// SPDX-License-Identifier: Apache-2.0
// Intl.DateTimeFormat (https://tc39.es/ecma402/#datetimeformat-objects) for en-US and the Gregorian
// calendar.
import { joinParts, optionReader, resolveLocale, withoutUndefined } from './locale.js';
import { zoneOf } from './time-zone.js';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
  'October', 'November', 'December'];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const eras = { long: ['Before Christ', 'Anno Domini'], short: ['BC', 'AD'], narrow: ['B', 'A'] };
const dayPeriods = [[6, 'at night'], [12, 'in the morning'], [13, 'noon'], [18, 'in the afternoon'],
  [21, 'in the evening'], [24, 'at night']];

// -- options ----------------------------------------------------------------------------------------

const text = ['narrow', 'short', 'long'];
const number = ['2-digit', 'numeric'];
const zoneNames = ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric'];
const styles = ['full', 'long', 'medium', 'short'];
const dateFields = ['weekday', 'year', 'month', 'day'];
const timeFields = ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];

const dateStyles = {
  full: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  long: { month: 'long', day: 'numeric', year: 'numeric' },
  medium: { month: 'short', day: 'numeric', year: 'numeric' },
  short: { month: 'numeric', day: 'numeric', year: '2-digit' },
};
const clock = { hour: 'numeric', minute: '2-digit' };
const timeStyles = {
  full: { ...clock, second: '2-digit', timeZoneName: 'long' },
  long: { ...clock, second: '2-digit', timeZoneName: 'short' },
  medium: { ...clock, second: '2-digit' },
  short: clock,
};

function readFields(reader) {
  return withoutUndefined({
    weekday: reader.string('weekday', text),
    era: reader.string('era', text),
    year: reader.string('year', number),
    month: reader.string('month', [...number, ...text]),
    day: reader.string('day', number),
    dayPeriod: reader.string('dayPeriod', text),
    hour: reader.string('hour', number),
    minute: reader.string('minute', number),
    second: reader.string('second', number),
    fractionalSecondDigits: reader.number('fractionalSecondDigits', 1, 3),
    timeZoneName: reader.string('timeZoneName', zoneNames),
  });
}

function addDefaults(fields, required, defaults) {
  const has = (names) => names.some((name) => fields[name] !== undefined);
  const isEnough = (required !== 'time' && has(dateFields)) || (required !== 'date' && has(timeFields));
  if (isEnough) return fields;
  const date = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
  return { ...fields, ...defaults !== 'time' ? date : {}, ...defaults !== 'date' ? time : {} };
}

function fieldsOfStyles(fields, dateStyle, timeStyle, required) {
  const [given] = Object.keys(fields);
  if (given !== undefined) {
    throw new TypeError(`Can't set option ${given} when ${dateStyle ? 'dateStyle' : 'timeStyle'} is used`);
  }
  if ((required === 'date' && timeStyle) || (required === 'time' && dateStyle)) {
    throw new TypeError(`Invalid option : ${required === 'date' ? 'timeStyle' : 'dateStyle'}`);
  }
  return { ...dateStyles[dateStyle], ...timeStyles[timeStyle] };
}

function readHourCycle(reader) {
  const cycle = reader.string('hourCycle', ['h11', 'h12', 'h23', 'h24'], 'h12');
  const hour12 = reader.boolean('hour12');
  if (hour12 === undefined) return cycle;
  return hour12 ? 'h12' : 'h24';
}

function readOptions(locales, options, required, defaults) {
  const reader = optionReader(options, 'DateTimeFormat');
  const hourCycle = readHourCycle(reader);
  const zone = zoneOf(reader.string('timeZone'));
  const given = readFields(reader);
  const dateStyle = reader.string('dateStyle', styles);
  const timeStyle = reader.string('timeStyle', styles);
  const fields = dateStyle || timeStyle ? fieldsOfStyles(given, dateStyle, timeStyle, required)
    : addDefaults(given, required, defaults);
  return { locale: resolveLocale(locales), zone, hourCycle, fields, dateStyle, timeStyle };
}

// -- one moment, field by field ---------------------------------------------------------------------

const two = (value) => String(value).padStart(2, '0');
const shorten = (name, style) => (style === 'long' ? name : name.slice(0, style === 'short' ? 3 : 1));

function hourText(hour, cycle, style) {
  if (cycle === 'h12') return style === '2-digit' ? two(hour % 12 || 12) : `${hour % 12 || 12}`;
  if (cycle === 'h11') return style === '2-digit' ? two(hour % 12) : `${hour % 12}`;
  return two(cycle === 'h24' ? hour || 24 : hour);
}

function values(ms, { zone, hourCycle, fields }) {
  const date = new Date(ms + zone.offsetAt(ms) * 60000);
  const year = date.getUTCFullYear();
  const shownYear = year > 0 ? year : 1 - year;
  const month = date.getUTCMonth();
  const hour = date.getUTCHours();
  const numberText = (value, style) => (style === '2-digit' ? two(value % 100) : `${value}`);
  const isClock = fields.hour !== undefined || (fields.minute !== undefined && fields.second !== undefined);
  return {
    weekday: shorten(weekdays[date.getUTCDay()], fields.weekday),
    era: eras[fields.era]?.[year > 0 ? 1 : 0],
    year: numberText(shownYear, fields.year),
    month: number.includes(fields.month)
      ? numberText(month + 1, fields.month) : shorten(months[month], fields.month),
    day: numberText(date.getUTCDate(), fields.day),
    hour: hourText(hour, hourCycle, fields.hour),
    minute: isClock ? two(date.getUTCMinutes()) : `${date.getUTCMinutes()}`,
    second: isClock ? two(date.getUTCSeconds()) : `${date.getUTCSeconds()}`,
    fractionalSecond: String(date.getUTCMilliseconds()).padStart(3, '0')
      .slice(0, fields.fractionalSecondDigits),
    dayPeriod: fields.dayPeriod ? dayPeriods.find(([end]) => hour < end)[1] : hour < 12 ? 'AM' : 'PM',
    timeZoneName: fields.timeZoneName && zone.nameAt(ms, fields.timeZoneName),
  };
}

// -- patterns ---------------------------------------------------------------------------------------
// A pattern is a list of field names; a literal is written as [text]. Before AM and PM stands a narrow
// no-break space, which format() shows as a blank, for the sake of programs that compare or split.

function joinFields(names, separator) {
  return names.flatMap((name, i) => (i === 0 ? [name] : [[separator], name]));
}

function dayPattern(fields) {
  const { year, month, day } = fields;
  if (month === undefined) {
    if (year && day) return ['year', [' (day: '], 'day', [')']];
    return year ? ['year'] : day ? ['day'] : [];
  }
  if (number.includes(month)) return joinFields(['month', 'day', 'year'].filter((name) => fields[name]), '/');
  const pattern = joinFields(['month', 'day'].filter((name) => fields[name]), ' ');
  return year ? [...pattern, [day ? ', ' : ' '], 'year'] : pattern;
}

function datePattern(fields) {
  let pattern = dayPattern(fields);
  if (fields.era) pattern = [...pattern, [' '], 'era'];
  if (!fields.weekday) return pattern;
  if (pattern.length === 0) return ['weekday'];
  if (fields.month && fields.day) return ['weekday', [', '], ...pattern];
  return [...pattern, [' '], 'weekday'];
}

function timePattern({ fields, hourCycle }) {
  let pattern = joinFields(['hour', 'minute', 'second'].filter((name) => fields[name]), ':');
  if (fields.fractionalSecondDigits) {
    pattern = pattern.length > 0 ? [...pattern, ['.'], 'fractionalSecond'] : ['fractionalSecond'];
  }
  const isTwelve = fields.hour && (hourCycle === 'h12' || hourCycle === 'h11');
  if (fields.dayPeriod && !fields.hour) pattern = [...pattern, 'dayPeriod'];
  else if (isTwelve) pattern = [...pattern, [fields.dayPeriod ? ' ' : '\u202f'], 'dayPeriod'];
  if (!fields.timeZoneName) return pattern;
  return pattern.length > 0 ? [...pattern, [' '], 'timeZoneName'] : ['timeZoneName'];
}

function patternOf(options) {
  const { fields } = options;
  const date = datePattern(fields);
  const time = timePattern(options);
  if (date.length === 0 || time.length === 0) return [...date, ...time];
  const isWeekdayOnly = date.length === 1 && fields.weekday;
  return [...date, [fields.month === 'long' ? ' at ' : isWeekdayOnly ? ' ' : ', '], ...time];
}

// -- the class --------------------------------------------------------------------------------------

function readTime(date) {
  const ms = date === undefined ? Date.now() : Number(date);
  if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError('Invalid time value');
  return Math.trunc(ms);
}

class DateTimeFormatClass {
  #options;
  #pattern;
  #format;
  constructor(locales, options, required = 'any', defaults = 'date') {
    this.#options = readOptions(locales, options, required, defaults);
    this.#pattern = patternOf(this.#options);
  }
  get format() {
    this.#format ??= Object.defineProperty(
      (date) => joinParts(this.formatToParts(date)).replace('\u202f', ' '), 'name', { value: '' });
    return this.#format;
  }
  formatToParts(date) {
    const shown = values(readTime(date), this.#options);
    return this.#pattern.map((item) => (typeof item === 'string'
      ? { type: item, value: shown[item] } : { type: 'literal', value: item[0] }));
  }
  resolvedOptions() {
    const { locale, zone, hourCycle, fields, dateStyle, timeStyle } = this.#options;
    const cycle = fields.hour ? { hourCycle, hour12: hourCycle === 'h12' || hourCycle === 'h11' } : {};
    const isTwoDigit = fields.hour && !cycle.hour12;
    const shown = { ...fields };
    if (isTwoDigit) shown.hour = '2-digit';
    if (fields.hour && fields.minute) shown.minute = '2-digit';
    if (fields.minute && fields.second) shown.second = '2-digit';
    return withoutUndefined({
      locale, calendar: 'gregory', numberingSystem: 'latn', timeZone: zone.name, ...cycle,
      ...dateStyle || timeStyle ? { dateStyle, timeStyle } : shown,
    });
  }
}

export function DateTimeFormat(locales, options) {
  return Reflect.construct(DateTimeFormatClass, [locales, options], new.target ?? DateTimeFormat);
}
DateTimeFormat.prototype = DateTimeFormatClass.prototype;
Object.defineProperty(DateTimeFormat, 'prototype', { writable: false });
Object.defineProperty(DateTimeFormat.prototype, 'constructor', {
  value: DateTimeFormat, writable: true, configurable: true,
});

// For the methods of Date, which differ in the fields they demand and add.
export const dateFormatFor = (...args) => new DateTimeFormatClass(...args);
