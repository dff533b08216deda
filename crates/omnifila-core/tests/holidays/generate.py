"""Writes expected.txt: the holidays of Brazil as the PyPI package `holidays` knows them.

    python3 -m venv venv && venv/bin/pip install holidays==0.109 && venv/bin/python generate.py > expected.txt

A line is a calendar, a year, and the days as MMDD: BR the national ones, OP the optional days, two letters those that a
federal unit has beside the national ones, B3 the weekdays on which the stock exchange is closed.
"""

import holidays
from holidays.financial.brasil_bolsa_balcao import BrasilBolsaBalcao

YEARS = range(1990, 2041)
OPTIONAL = ("Carnaval", "Quarta-feira de Cinzas", "Corpus Christi")


def line(name, year, days):
    if days:
        print(name, year, *(day.strftime("%m%d") for day in sorted(days)))


print("# holidays", holidays.__version__)
for year in YEARS:
    national = set(holidays.Brazil(years=year))
    line("BR", year, national)
    optional = holidays.Brazil(years=year, categories=("optional",), language="pt_BR")
    line("OP", year, {day for day in optional if any(name in optional[day] for name in OPTIONAL)})
    for unit in (unit for unit in holidays.Brazil.subdivisions if len(unit) == 2):
        line(unit, year, set(holidays.Brazil(years=year, subdiv=unit)) - national)
    line("B3", year, {day for day in BrasilBolsaBalcao(years=year) if day.weekday() < 5})
