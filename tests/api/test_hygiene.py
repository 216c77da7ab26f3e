from __future__ import annotations

import pytest

from api.buckets import OwnBuckets
from api.limits import RateLimiter
from api.privacy import mask
from api.settings import Settings


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CCCD 048099001234", "CCCD [số định danh]"),
        ("CMND:201234567", "CMND:[số định danh]"),
        ("048 099 001 234", "[số định danh]"),
        ("gọi 0905123456 hay +84 905 123 456", "gọi [số điện thoại] hay [số điện thoại]"),
        ("0236.3881.888", "[số điện thoại]"),
        ("tk 0071000123456 vcb", "tk [dãy số] vcb"),
        ("mst 0401234567-001", "mst [dãy số]"),
        ("hỏi qua a.b+c@danang.gov.vn nhé", "hỏi qua [thư điện tử] nhé"),
        ("2766/QĐ-UBND ngày 31/12/2024", "2766/QĐ-UBND ngày 31/12/2024"),
        ("31-12-2024, 31.12.2024, 2024-12-31", "31-12-2024, 31.12.2024, 2024-12-31"),
        ("giai đoạn 2021-2025", "giai đoạn 2021-2025"),
        ("1.600.000.000 đồng", "1.600.000.000 đồng"),
        ("mã 1.001193", "mã 1.001193"),
        ("3.n và 40%", "3.n và 40%"),
    ],
)
def test_personal_numbers_are_masked_and_facts_are_not(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_bucket_refills_with_time_and_forgets_the_oldest_key() -> None:
    now = [0.0]
    limiter = RateLimiter(2, buckets=OwnBuckets(keys=2), clock=lambda: now[0])
    assert [limiter.take("a") == 0 for _ in range(3)] == [True, True, False]
    assert limiter.take("a") == pytest.approx(30)
    now[0] = 30
    assert limiter.take("a") == 0
    assert limiter.take("a") > 0
    limiter.take("b")
    limiter.take("c")
    assert limiter.take("a") == 0


def test_zero_switches_the_limit_off() -> None:
    limiter = RateLimiter(0)
    assert all(limiter.take("a") == 0 for _ in range(100))


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.vn/, https://b.vn")
    monkeypatch.setenv("PORT", "8123")
    settings = Settings()
    assert settings.allowed_origins == ("https://a.vn", "https://b.vn")
    assert settings.port == 8123
