"""What items 2, 5 and 8 share: recommendations as an answer at the counter, with their reasons."""

WEAK = "不太合适，供参考"


def counted_words(fitting: int, weak: int, unit: str) -> str:
    """How many fit, and how many there are besides."""
    told = f"{fitting}{unit}，最合适的在前面" if fitting > 1 else f"{fitting}{unit}" if fitting else "没有"
    return f"{told}；另有{weak}{unit}不太合适，供参考" if weak else told
