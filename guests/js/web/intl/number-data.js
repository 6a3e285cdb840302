// SPDX-License-Identifier: Apache-2.0
// English data for numbers, from Unicode CLDR: currencies, units, compact suffixes.

// code: [symbol, narrow symbol ('' = the symbol), singular, plural ('' = as the singular)]; a symbol
// that is '' is the code itself.
const currencies = {
  AED: ['', '', 'UAE dirham', 'UAE dirhams'],
  ARS: ['', '$', 'Argentine peso', 'Argentine pesos'],
  AUD: ['A$', '$', 'Australian dollar', 'Australian dollars'],
  BDT: ['', '৳', 'Bangladeshi taka', 'Bangladeshi takas'],
  BGN: ['', '', 'Bulgarian lev', 'Bulgarian leva'],
  BHD: ['', '', 'Bahraini dinar', 'Bahraini dinars'],
  BRL: ['R$', 'R$', 'Brazilian real', 'Brazilian reals'],
  CAD: ['CA$', '$', 'Canadian dollar', 'Canadian dollars'],
  CHF: ['', '', 'Swiss franc', 'Swiss francs'],
  CLP: ['', '$', 'Chilean peso', 'Chilean pesos'],
  CNY: ['CN¥', '¥', 'Chinese yuan', ''],
  COP: ['', '$', 'Colombian peso', 'Colombian pesos'],
  CRC: ['', '₡', 'Costa Rican colón', 'Costa Rican colóns'],
  CZK: ['', 'Kč', 'Czech koruna', 'Czech korunas'],
  DKK: ['', 'kr', 'Danish krone', 'Danish kroner'],
  EGP: ['', 'E£', 'Egyptian pound', 'Egyptian pounds'],
  EUR: ['€', '', 'euro', 'euros'],
  GBP: ['£', '', 'British pound', 'British pounds'],
  GHS: ['', 'GH₵', 'Ghanaian cedi', 'Ghanaian cedis'],
  HKD: ['HK$', '$', 'Hong Kong dollar', 'Hong Kong dollars'],
  HUF: ['', 'Ft', 'Hungarian forint', 'Hungarian forints'],
  IDR: ['', 'Rp', 'Indonesian rupiah', 'Indonesian rupiahs'],
  ILS: ['₪', '', 'Israeli new shekel', 'Israeli new shekels'],
  INR: ['₹', '', 'Indian rupee', 'Indian rupees'],
  ISK: ['', 'kr', 'Icelandic króna', 'Icelandic krónur'],
  JOD: ['', '', 'Jordanian dinar', 'Jordanian dinars'],
  JPY: ['¥', '', 'Japanese yen', ''],
  KES: ['', '', 'Kenyan shilling', 'Kenyan shillings'],
  KRW: ['₩', '', 'South Korean won', ''],
  KWD: ['', '', 'Kuwaiti dinar', 'Kuwaiti dinars'],
  KZT: ['', '₸', 'Kazakhstani tenge', 'Kazakhstani tenges'],
  LKR: ['', 'Rs', 'Sri Lankan rupee', 'Sri Lankan rupees'],
  MXN: ['MX$', '$', 'Mexican peso', 'Mexican pesos'],
  MYR: ['', 'RM', 'Malaysian ringgit', 'Malaysian ringgits'],
  NGN: ['', '₦', 'Nigerian naira', 'Nigerian nairas'],
  NOK: ['', 'kr', 'Norwegian krone', 'Norwegian kroner'],
  NZD: ['NZ$', '$', 'New Zealand dollar', 'New Zealand dollars'],
  OMR: ['', '', 'Omani rial', 'Omani rials'],
  PEN: ['', '', 'Peruvian sol', 'Peruvian soles'],
  PHP: ['₱', '', 'Philippine peso', 'Philippine pesos'],
  PKR: ['', 'Rs', 'Pakistani rupee', 'Pakistani rupees'],
  PLN: ['', 'zł', 'Polish zloty', 'Polish zlotys'],
  PYG: ['', '₲', 'Paraguayan guarani', 'Paraguayan guaranis'],
  RON: ['', 'lei', 'Romanian leu', 'Romanian lei'],
  RUB: ['', '₽', 'Russian ruble', 'Russian rubles'],
  SAR: ['', '', 'Saudi riyal', 'Saudi riyals'],
  SEK: ['', 'kr', 'Swedish krona', 'Swedish kronor'],
  SGD: ['', '$', 'Singapore dollar', 'Singapore dollars'],
  THB: ['', '฿', 'Thai baht', ''],
  TND: ['', '', 'Tunisian dinar', 'Tunisian dinars'],
  TRY: ['', '₺', 'Turkish lira', 'Turkish Lira'],
  TWD: ['NT$', '$', 'New Taiwan dollar', 'New Taiwan dollars'],
  UAH: ['', '₴', 'Ukrainian hryvnia', 'Ukrainian hryvnias'],
  UGX: ['', '', 'Ugandan shilling', 'Ugandan shillings'],
  USD: ['$', '', 'US dollar', 'US dollars'],
  VND: ['₫', '', 'Vietnamese dong', ''],
  VUV: ['', '', 'Vanuatu vatu', 'Vanuatu vatus'],
  XAF: ['FCFA', '', 'Central African CFA franc', 'Central African CFA francs'],
  XCD: ['EC$', '$', 'East Caribbean dollar', 'East Caribbean dollars'],
  XOF: ['F\u202fCFA', '', 'West African CFA franc', 'West African CFA francs'],
  XPF: ['CFPF', '', 'CFP franc', 'CFP francs'],
  ZAR: ['', 'R', 'South African rand', ''],
};

// Fraction digits where they are not 2: ISO 4217 decides what resolvedOptions and amounts use.
const fractionDigits = {
  BHD: 3, BIF: 0, CLF: 4, CLP: 0, DJF: 0, GNF: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KMF: 0, KRW: 0, KWD: 3,
  LYD: 3, OMR: 3, PYG: 0, RWF: 0, TND: 3, UGX: 0, UYI: 0, UYW: 4, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
};
// Where everyday use, and so CLDR, differs from it.
const everydayDigits = { COP: 0, HUF: 0, IDR: 0, PKR: 0 };

export const currencyDigits = (code) => everydayDigits[code] ?? fractionDigits[code] ?? 2;

export function currencyText(code, display, isOne) {
  const [symbol = '', narrow = '', one = '', other = ''] = currencies[code] ?? [];
  switch (display) {
    case 'code': return code;
    case 'name': return (isOne ? one : other || one) || code;
    case 'narrowSymbol': return narrow || symbol || code;
    default: return symbol || code;
  }
}

// unit: [short singular, short plural, narrow, long singular, long plural]. A leading blank of a short
// form is the space after the number.
const units = {
  acre: [' ac', '', 'ac', 'acre', 'acres'],
  bit: [' bit', '', 'bit', 'bit', 'bits'],
  byte: [' byte', '', 'B', 'byte', 'bytes'],
  celsius: ['°C', '', '°C', 'degree Celsius', 'degrees Celsius'],
  centimeter: [' cm', '', 'cm', 'centimeter', 'centimeters'],
  day: [' day', ' days', 'd', 'day', 'days'],
  degree: [' deg', '', '°', 'degree', 'degrees'],
  fahrenheit: ['°F', '', '°', 'degree Fahrenheit', 'degrees Fahrenheit'],
  'fluid-ounce': [' fl oz', '', 'fl oz', 'fluid ounce', 'fluid ounces'],
  foot: [' ft', '', '′', 'foot', 'feet'],
  gallon: [' gal', '', 'gal', 'gallon', 'gallons'],
  gigabit: [' Gb', '', 'Gb', 'gigabit', 'gigabits'],
  gigabyte: [' GB', '', 'GB', 'gigabyte', 'gigabytes'],
  gram: [' g', '', 'g', 'gram', 'grams'],
  hectare: [' ha', '', 'ha', 'hectare', 'hectares'],
  hour: [' hr', '', 'h', 'hour', 'hours'],
  inch: [' in', '', '″', 'inch', 'inches'],
  kilobit: [' kb', '', 'kb', 'kilobit', 'kilobits'],
  kilobyte: [' kB', '', 'kB', 'kilobyte', 'kilobytes'],
  kilogram: [' kg', '', 'kg', 'kilogram', 'kilograms'],
  kilometer: [' km', '', 'km', 'kilometer', 'kilometers'],
  liter: [' L', '', 'L', 'liter', 'liters'],
  megabit: [' Mb', '', 'Mb', 'megabit', 'megabits'],
  megabyte: [' MB', '', 'MB', 'megabyte', 'megabytes'],
  meter: [' m', '', 'm', 'meter', 'meters'],
  microsecond: [' μs', '', 'μs', 'microsecond', 'microseconds'],
  mile: [' mi', '', 'mi', 'mile', 'miles'],
  'mile-scandinavian': [' smi', '', 'smi', 'mile-scandinavian', 'miles-scandinavian'],
  milliliter: [' mL', '', 'mL', 'milliliter', 'milliliters'],
  millimeter: [' mm', '', 'mm', 'millimeter', 'millimeters'],
  millisecond: [' ms', '', 'ms', 'millisecond', 'milliseconds'],
  minute: [' min', '', 'm', 'minute', 'minutes'],
  month: [' mth', ' mths', 'm', 'month', 'months'],
  nanosecond: [' ns', '', 'ns', 'nanosecond', 'nanoseconds'],
  ounce: [' oz', '', 'oz', 'ounce', 'ounces'],
  percent: ['%', '', '%', 'percent', 'percent'],
  petabyte: [' PB', '', 'PB', 'petabyte', 'petabytes'],
  pound: [' lb', '', '#', 'pound', 'pounds'],
  second: [' sec', '', 's', 'second', 'seconds'],
  stone: [' st', '', 'st', 'stone', 'stones'],
  terabit: [' Tb', '', 'Tb', 'terabit', 'terabits'],
  terabyte: [' TB', '', 'TB', 'terabyte', 'terabytes'],
  week: [' wk', ' wks', 'w', 'week', 'weeks'],
  yard: [' yd', '', 'yd', 'yard', 'yards'],
  year: [' yr', ' yrs', 'y', 'year', 'years'],
};

const ownSymbols = { 'mile-per-hour': ' mph', 'mile-per-gallon': ' mpg' };

export function isUnit(unit) {
  const [first, second, ...more] = unit.split('-per-');
  return Object.hasOwn(units, first) && (second === undefined || Object.hasOwn(units, second)) &&
    more.length === 0;
}

function simpleUnit(unit, display, isOne) {
  const [short, shortPlural, narrow, one, other] = units[unit];
  if (display === 'long') return ` ${isOne ? one : other}`;
  if (display === 'narrow') return narrow;
  return isOne ? short : shortPlural || short;
}

// What follows the number, its space included.
export function unitText(unit, display, isOne) {
  if (units[unit]) return simpleUnit(unit, display, isOne);
  const [first, second] = unit.split('-per-');
  const divisor = units[second][3];
  if (display === 'long') return `${simpleUnit(first, display, isOne)} per ${divisor}`;
  const own = ownSymbols[unit] ?? `${simpleUnit(first, 'short', true)}/${perSymbol(second)}`;
  return display === 'narrow' ? own.trimStart() : own;
}

const perSymbol = (unit) => (/^(second|minute|hour|day|week|year)$/.test(unit) ? units[unit][2]
  .replace(/^m$/, 'min') : units[unit][0].trim());

export const compactSteps = [
  [3, 'K', 'thousand'], [6, 'M', 'million'], [9, 'B', 'billion'], [12, 'T', 'trillion'],
];
