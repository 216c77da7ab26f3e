"""Old and new names of places: a bare name may be two places, a unit word says which."""

import pytest

from bot.answers.procedure.reform import place_said


@pytest.mark.parametrize("text", ["Thanh Khê", "nhà tôi ở Thanh Khê", "nha toi o thanh khe", "Hải Châu"])
def test_a_bare_name_of_an_old_district_and_a_ward_of_today_is_both(text):
    """'Thanh Khê' begins like 'thành phố' and has no unit all the same."""
    said = place_said(text)
    assert said.ambiguous and not said.unit_said


@pytest.mark.parametrize(
    ("text", "district", "ward"),
    [
        ("quận Thanh Khê", "quận Thanh Khê", None),
        ("phường Thanh Khê", None, "phường Thanh Khê"),
        ("thanh pho tam ky", "thành phố Tam Kỳ", None),
        ("thị xã Điện Bàn", "thị xã Điện Bàn", None),
    ],
)
def test_a_unit_word_says_which(text, district, ward):
    said = place_said(text)
    assert said.unit_said and not said.ambiguous
    assert (said.former_district and said.former_district.full_name) == district
    assert (said.ward and said.ward.full_name) == ward
