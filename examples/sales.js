// A report of the kind a model writes when it is asked "how did we sell last year?".
//
//     troupe run --dir examples/data::/data:ro examples/sales.js
//
// It sees one directory, read-only, because the command line granted it; nothing else of the machine.
import { readFileSync } from 'node:fs';

// Fields may be quoted, and quotes inside them are doubled.
function parseLine(line) {
  const fields = line.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(fields, ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

function parseCsv(text) {
  const [header, ...lines] = text.trimEnd().split('\n');
  const names = parseLine(header);
  return lines.map((line) => {
    const fields = parseLine(line);
    return Object.fromEntries(names.map((name, i) => [name, fields[i]]));
  });
}

class Ledger {
  #totals = new Map();

  add(key, amount) {
    const entry = this.#totals.get(key) ?? { orders: 0, revenue: 0 };
    entry.orders += 1;
    entry.revenue += amount;
    this.#totals.set(key, entry);
  }

  ranked() {
    return [...this.#totals].toSorted(([, a], [, b]) => b.revenue - a.revenue);
  }
}

const money = (amount) =>
  amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const amountOf = (row) => row.quantity * row.unit_price * (1 - row.discount_percent / 100);

const rows = parseCsv(readFileSync('/data/orders.csv', 'utf8'));
const total = rows.reduce((sum, row) => sum + amountOf(row), 0);

function table(title, keyOf, limit = Infinity) {
  const ledger = new Ledger();
  for (const row of rows) ledger.add(keyOf(row), amountOf(row));
  console.log(`\n${title.padEnd(22)}${'orders'.padStart(8)}${'revenue'.padStart(14)}${'share'.padStart(8)}`);
  for (const [key, { orders, revenue }] of ledger.ranked().slice(0, limit)) {
    const share = ((revenue / total) * 100).toFixed(1) + '%';
    console.log(`${key.padEnd(22)}${String(orders).padStart(8)}${money(revenue).padStart(14)}${share.padStart(8)}`);
  }
  return ledger.ranked()[0][0];
}

console.log(`${rows.length.toLocaleString('en-US')} orders, ${rows[0].date} to ${rows.at(-1).date}, ` +
  `revenue ${money(total)}`);
const bestCategory = table('by category', (row) => row.category);
const bestRegion = table('by region', (row) => row.region);
const bestProduct = table('five best products', (row) => row.product, 5);

const months = Object.entries(Object.groupBy(rows, (row) => row.date.slice(0, 7)))
  .map(([month, list]) => ({ month, revenue: list.reduce((sum, row) => sum + amountOf(row), 0) }));
const peak = Math.max(...months.map(({ revenue }) => revenue));
console.log('\nby month');
for (const { month, revenue } of months) {
  console.log(`${month} ${'#'.repeat(Math.round((revenue / peak) * 40)).padEnd(40)} ${money(revenue).padStart(10)}`);
}

export default () => ({
  orders: rows.length,
  revenue: Math.round(total * 100) / 100,
  bestCategory,
  bestRegion,
  bestProduct,
});
