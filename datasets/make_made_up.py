"""Makes the two data sets that are made up: requests.csv (texts) and failures.csv (few positives).

Run: python datasets/make_made_up.py   (Python's own library is enough; the files stay the same)
"""

import csv
import math
import pathlib
import random

FOLDER = pathlib.Path(__file__).resolve().parent

OPENINGS = [
    "hello,", "hi there,", "good morning,", "dear team,", "hey,", "to whom it may concern:", "", "",
    "sorry to bother you again,", "quick question:",
]
CLOSINGS = [
    "thanks!", "please help.", "many thanks in advance.", "what can I do?", "please call me back.",
    "I am waiting for an answer.", "", "", "kind regards, Kim", "this is the second time I write.",
]
THINGS = [
    "the blue lamp", "my headphones", "the coffee machine", "the running shoes", "a keyboard",
    "the winter jacket", "our new printer", "the desk", "the smart watch", "two books",
]
DAYS = ["monday", "tuesday", "last week", "yesterday", "two weeks ago", "this morning", "in march"]
SENTENCES = {
    "billing": [
        "I was charged twice for {thing} {day}", "the invoice for {thing} shows a wrong amount",
        "my credit card was debited {day} although I cancelled {thing}",
        "the discount code for {thing} was not applied to the bill",
        "why is there a fee on the invoice of {day}", "I need a receipt with VAT for {thing}",
    ],
    "delivery": [
        "{thing} was supposed to arrive {day} but never came", "the parcel with {thing} is late",
        "the tracking page has not moved since {day}", "the courier left {thing} at the wrong door",
        "where is {thing} that I ordered {day}", "can {thing} be sent to another address",
    ],
    "returns": [
        "I would like to send back {thing} that came {day}", "how do I return {thing}",
        "{thing} does not fit and I want to exchange it", "the return label for {thing} is missing",
        "I returned {thing} {day} and the refund is not there yet",
        "is {day} still within the time in which I may send {thing} back",
    ],
    "technical": [
        "{thing} does not switch on since {day}", "{thing} makes a strange noise",
        "the display of {thing} stays black after the update of {day}",
        "I cannot connect {thing} to the network", "{thing} stopped working {day}",
        "the manual does not say how to reset {thing}",
    ],
    "account": [
        "I cannot log in since {day}", "my password reset mail never comes",
        "please change the mail address of my account", "I want to delete my profile",
        "somebody else ordered {thing} with my account {day}",
        "the confirmation code that I got {day} is not accepted",
    ],
}


def requests(rng, count):
    """Messages to a shop, each about one of five topics, some with a second sentence on another."""
    topics = list(SENTENCES)
    for _ in range(count):
        topic = rng.choice(topics)
        parts = [rng.choice(SENTENCES[topic])]
        if rng.random() < 0.3:
            parts.append(rng.choice(SENTENCES[topic]))
        if rng.random() < 0.12:
            parts.append("by the way, " + rng.choice(SENTENCES[rng.choice(topics)]))
        text = ". ".join(p.format(thing=rng.choice(THINGS), day=rng.choice(DAYS)) for p in parts)
        words = " ".join(p for p in (rng.choice(OPENINGS), text + ".", rng.choice(CLOSINGS)) if p)
        yield {"text": words, "topic": topic}


def failures(rng, count):
    """Machines, of which one in twenty or so fails within a month."""
    for _ in range(count):
        age = rng.uniform(0, 12)
        temperature = rng.gauss(62, 7)
        vibration = math.exp(rng.gauss(0, 0.5))
        load = rng.choice(["low", "medium", "high"])
        site = rng.choice(["north", "south", "west"])
        serviced = rng.randrange(0, 400)
        risk = -6.9 + 0.22 * age + 0.09 * max(temperature - 62, 0) + 0.9 * vibration
        risk += {"low": -0.5, "medium": 0, "high": 0.8}[load] + 0.004 * serviced
        failed = rng.random() < 1 / (1 + math.exp(-risk))
        yield {
            "age_years": round(age, 1), "temperature_c": round(temperature, 1),
            "vibration_mm_s": round(vibration, 2), "load": load, "site": site,
            "days_since_service": serviced, "failed": "yes" if failed else "no",
        }


def write(name, rows):
    rows = list(rows)
    with open(FOLDER / name, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write("requests.csv", requests(random.Random(7), 1200))
    write("failures.csv", failures(random.Random(8), 2400))
