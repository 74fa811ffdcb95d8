"""The cases: what is wrong on the path, who talks, where it is captured, and what a good analyzer must say."""
from cases_story import STORY


def all_cases():
    return [STORY]
