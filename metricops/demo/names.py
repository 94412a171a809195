"""Words that make believable names of companies, people and next steps."""

from __future__ import annotations

import random

_COMPANY_FIRST = """
Alder Amber Arbor Ashford Aspen Atlas Aurora Beacon Birch Bluewater Bramble Bridgeport Calder Canyon Cardinal Cedar
Clearfield Cobalt Copper Coral Crestview Dunmore Eastgate Elmwood Everly Fairmont Falcon Fernhill Foxglove Garnet
Glenwood Granite Greystone Harbor Hawthorn Hazel Highland Ironwood Juniper Keystone Lakeside Larkspur Linden
Maplewood Marlowe Meridian Millbrook Northgate Oakhurst Orchard Palisade Pinecrest Quarry Ravenna Redwood
Ridgeline Riverside Rosewood Saffron Silverton Stonebridge Sycamore Thornbury Westbrook Willow Wren
"""
_COMPANY_SECOND = {  # by industry
    "Education": "Books Coaching College Learning Publishing Schools Tutoring",
    "Energy": "Electric Energy Gas Power Solar Water Wind",
    "Financial services": "Bank Capital Credit Finance Insurance Partners Trust Wealth",
    "Health care": "Biotech Care Clinics Dental Diagnostics Health Labs Medical Pharma Wellness",
    "Logistics": "Aviation Couriers Freight Logistics Marine Packaging Rail Transport",
    "Manufacturing": "Automotive Chemicals Components Furniture Manufacturing Motors Robotics Steel Textiles Tools",
    "Retail": "Apparel Coffee Foods Games Outdoor Retail Sports Stores Supply Toys",
    "Software": "Analytics Cloud Data Networks Software Studios Systems Telecom",
}
_FIRST_NAMES = """
Aisha Alan Amara Anders Beatriz Ben Camila Chen Clara Daniel Diego Elena Emeka Erin Farah Felix Grace Hana Hugo
Imani Ines Ivan Jamal Jonas Julia Kavya Kenji Lars Leila Liam Lucia Mara Marcus Mei Mina Nadia Nikhil Noor Oscar
Paula Quinn Rafael Rosa Sana Sofia Tariq Theo Uma Victor Yara
"""
_LAST_NAMES = """
Abbott Adeyemi Alvarez Andersen Banerjee Becker Blake Castillo Chowdhury Costa Dubois Eriksen Farrow Fischer Fraser
Garcia Goldberg Haddad Hansen Ibrahim Ito Jensen Kaplan Keller Khan Kowalski Laurent Lindqvist Mbeki Meyer Molina
Morgan Nakamura Novak Okafor Olsen Park Pereira Petrov Quigley Rahman Reyes Rossi Sato Schmidt Silva Singh Sutton
Tanaka Torres Usman Vargas Weber Winter Yilmaz Zhang
"""
NEXT_STEPS = (
    "Send the security questionnaire back",
    "Agree the pilot's success criteria",
    "Walk the finance team through the business case",
    "Get the redlines from legal",
    "Meet the new sponsor",
    "Demo to the operations team",
    "Confirm the roll-out plan with IT",
    "Book the reference call",
)


def companies(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Distinct company names with their industries, in random order."""
    every = [
        (f"{first} {second}", industry)
        for first in _COMPANY_FIRST.split()
        for industry, words in _COMPANY_SECOND.items()
        for second in words.split()
    ]
    rng.shuffle(every)
    return every[:count]


def people(rng: random.Random, count: int) -> list[str]:
    """Distinct names of people, in random order."""
    every = [f"{first} {last}" for first in _FIRST_NAMES.split() for last in _LAST_NAMES.split()]
    rng.shuffle(every)
    return every[:count]


def email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.com"
