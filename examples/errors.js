// What a failing program is told: class, message, place in its own source, and a hint where one is
// certain. Run it with --json for the same as one object.
const prices = { apple: 1.25, pear: 0.99 };

function total(basket) {
  return basket.reduce((sum, name) => sum + prices[name].toFixed(2), 0);
}

consol.log(total(['apple', 'pear']));
