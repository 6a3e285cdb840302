const groupBy = Object.groupBy ?? ((list, key) => list.reduce((map, item) => (
  (map[key(item)] ??= []).push(item), map), {}));
class Trip {
  #legs;
  constructor(id, legs) { this.id = id; this.#legs = legs; }
  get legs() { return this.#legs.length; }
  distance() { return this.#legs.reduce((sum, leg) => sum + leg.km, 0); }
  cost() { return this.#legs.reduce((sum, leg) => sum + leg.km * leg.rate, 0); }
}
const csv = `trip,from,to,km,rate
7,Oslo,Hamar,126.4,0.31
7,Hamar,Lillehammer,61.8,0.31
8,Bergen,Voss,102.5,0.28
9,Bodo,Fauske,63.1,0.42
9,Fauske,Mo i Rana,173.9,0.42
9,Mo i Rana,Mosjoen,91.2,0.37`;
function parse(text) {
  const [head, ...rows] = text.trim().split('\n').map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], isNaN(cell) ? cell : +cell])));
}
const trips = Object.entries(groupBy(parse(csv), (row) => row.trip))
  .map(([id, legs]) => new Trip(+id, legs));
async function* costs() { for (const trip of trips) yield trip.cost(); }
async function report() {
  const fees = [];
  for await (const cost of costs()) fees.push(Math.round(cost * 100) / 100);
  const longest = trips.toSorted((a, b) => b.distance() - a.distance())[0];
  const initials = {};
  for (const name of csv.match(/[A-Z]\w+/g)) initials[name[0]] = (initials[name[0]] ?? 0) + 1;
  const text = `Longest trip ${longest.id}: ${longest.distance().toFixed(1)} km, ${longest.legs} legs`;
  return { text, fees, initials, ok: /trip (\d+):/.exec(text)[1] === '9' };
}
await report();
