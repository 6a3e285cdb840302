#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes orders.csv beside this file: 1,500 made-up orders, the same ones each time.

The generator is written out here (a 64-bit linear congruential one) so that no version of Python's
random module can change the file.
"""
import csv
from datetime import date, timedelta
from pathlib import Path

ROWS = 1500
PRODUCTS = [("Espresso beans 1 kg", "coffee", 2190), ("Filter beans 1 kg", "coffee", 1890),
            ("Decaf beans 500 g", "coffee", 1250), ("Green tea 250 g", "tea", 990),
            ("Earl Grey 250 g", "tea", 850), ("Rooibos 500 g", "tea", 1120),
            ("Hand grinder", "gear", 7900), ("Gooseneck kettle", "gear", 5450),
            ("Paper filters, 100", "gear", 640), ("Mug, \"Monday\"", "gear", 1400)]
REGIONS = ["north", "south", "east", "west"]
CUSTOMERS = 180


class Numbers:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def orders(numbers):
    day = date(2025, 1, 1)
    for order in range(1, ROWS + 1):
        name, category, cents = PRODUCTS[numbers.below(len(PRODUCTS))]
        when = day + timedelta(days=order * 364 // ROWS)
        quantity = 1 + numbers.below(6) * numbers.below(2)
        discount = [0, 0, 0, 5, 10][numbers.below(5)]
        yield [f"O-{order:05}", when.isoformat(), f"C-{numbers.below(CUSTOMERS):03}",
               REGIONS[numbers.below(len(REGIONS))], category, name, quantity,
               f"{cents / 100:.2f}", discount]


def main():
    target = Path(__file__).with_name("orders.csv")
    with target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "date", "customer", "region", "category", "product", "quantity",
                         "unit_price", "discount_percent"])
        writer.writerows(orders(Numbers(20250101)))


if __name__ == "__main__":
    main()
