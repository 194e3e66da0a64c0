"""Makes column_dates.json: the parts of dates as Python's strptime reads them.

Run: python make_column_dates.py
"""

from fixture import write

from datetime import datetime, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def case(text, code):
    moment = datetime.fromisoformat(text) if code is None else datetime.strptime(text, code)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    moment = moment.astimezone(timezone.utc)
    return {
        "name": f"{text} by {code or 'ISO 8601'}",
        "text": text,
        "format": code,
        "parts": [
            moment.year, (moment.month + 2) // 3, moment.month, moment.day, moment.weekday(),
            moment.timetuple().tm_yday, moment.hour, moment.minute,
            moment.second + moment.microsecond / 1e6, (moment - EPOCH).total_seconds() / 86400,
        ],
    }


write("column_dates.json", __file__, [
    case("2020-02-29", None),
    case("2020-02-29 12:30", None),
    case("2020-02-29T12:30:59.125", None),
    case("2020-02-29T12:30:59Z", None),
    case("2020-02-29T23:30:59+01:30", None),
    case("2020-02-29 00:30:59-0800", None),
    case("20200229", None),
    case("20200229T123059", None),
    case("1899-12-31 23:59:59", "%Y-%m-%d %H:%M:%S"),
    case("0001-01-01", "%Y-%m-%d"),
    case("9999-12-31", "%Y-%m-%d"),
    case("2021/7/4 5:06", "%Y/%m/%d %H:%M"),
    case("31.12.99", "%d.%m.%y"),
    case("Mar 5, 2024", "%b %d, %Y"),
    case("Tuesday 05 March 2024", "%A %d %B %Y"),
    case("5-Mar-2024 11:30 PM", "%d-%b-%Y %I:%M %p"),
    case("12:00 AM 2024-03-05", "%I:%M %p %Y-%m-%d"),
    case("2024-03-05T10:20:30.250000+0530", "%Y-%m-%dT%H:%M:%S.%f%z"),
    case("2024-03-05T00:20:30-05:00", "%Y-%m-%dT%H:%M:%S%z"),
    case("2024 366", "%Y %j"),
    case("20240305", "%Y%m%d"),
    case("100% 2024", "100%% %Y"),
])
