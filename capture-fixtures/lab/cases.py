"""All cases: what is wrong on the path, who talks, where it is captured, and what a good analyzer must say."""
import cases_devices
import cases_drop
import cases_ends
import cases_sight
from cases_story import STORY


def all_cases():
    return [STORY] + sorted([*cases_devices.cases(), *cases_drop.cases(), *cases_ends.cases(), *cases_sight.cases()], key=lambda c: c["name"])
