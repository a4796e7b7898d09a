import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.places.parsing import BadFile, parse_addresses, parse_areas, parse_zones_of_municipalities
from nabij.places.tests.factories import address_line, collection, feature, square, write_addresses, write_json

KEYS = ["type", "properties", "geometry", "coordinates", "name", "wijk", "naam"]
CROSSING = [[4.7, 50.9], [4.8, 50.8], [4.8, 50.9], [4.7, 50.8], [4.7, 50.9]]


def test_areas_of_the_provinces(tmp_path):
    path = write_json(
        tmp_path / "a.geojson", collection(feature("99001W01", population_2019_est=1890.4), feature("99001W02", 1))
    )
    parsed = parse_areas(path, "neighbourhood")
    assert [(row.code, row.name, row.municipality_code, row.zone_code, row.population) for row in parsed.rows] == [
        ("99001W01", "Wijk 99001W01", "99001", "ipz99", 1890),
        ("99001W02", "Wijk 99001W02", "99001", "ipz99", None),
    ]
    assert parsed.bad == []


def test_a_gzipped_file_and_a_single_feature(tmp_path):
    drawn = {"type": "Feature", "properties": {"code": "BE001", "name": "Luxembourg"}, "geometry": square()}
    path = write_json(tmp_path / "a.geojson.gz", drawn)
    assert [row.code for row in parse_areas(path, "warning").rows] == ["BE001"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"properties": {"wijk": "", "naam": "x"}}, "wijk / code"),
        ({"properties": {"wijk": "W9"}}, "naam / name"),
        ({"properties": {"wijk": "W" * 21, "naam": "x"}}, "too long"),
        ({"properties": {"wijk": "W9", "naam": "x", "population": "veel"}}, "not a number"),
        ({"properties": None}, "properties"),
        ({"geometry": None}, "shape"),
        ({"geometry": {"type": "Point", "coordinates": [4.7, 50.9]}}, "Polygon"),
        ({"geometry": {"type": "Polygon", "coordinates": [CROSSING]}}, "crosses"),
        ({"properties": {"wijk": "W1", "naam": "nog eens"}}, "before"),
    ],
)
def test_a_bad_feature_is_named_with_its_reason(tmp_path, broken, reason):
    path = write_json(tmp_path / "a.geojson", collection(feature("W1"), feature("W2", 1) | broken, feature("W3", 2)))
    parsed = parse_areas(path, "neighbourhood")
    assert [row.code for row in parsed.rows] == ["W1", "W3"]
    (bad,) = parsed.bad
    assert bad.where == "feature 2"
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b'{"type": "FeatureCollection", "features": [', "not JSON"),
        (b"[]", "no GeoJSON"),
        (b'{"type": "Topology"}', "no GeoJSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:31370"}}}', "EPSG:31370"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path, content, reason):
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=reason):
        parse_areas(path, "zone")


def test_a_cut_off_gzip_is_a_bad_file(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 10_000)[:40])
    with pytest.raises(BadFile, match="cannot be read"):
        parse_addresses(path)


def test_a_quote_that_is_never_closed_is_a_bad_file(tmp_path):
    lines = [address_line(str(number)) for number in range(5_000)]
    path = write_addresses(tmp_path / "a.csv", '9999,"Proefdorp,Kerkstraat,1,50.88,4.7,W1', *lines)
    with pytest.raises(BadFile, match="cannot be read from line"):
        parse_addresses(path)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(anything, anything)
def test_no_feature_can_do_more_than_be_refused(tmp_path_factory, strange, stranger):
    path = tmp_path_factory.mktemp("strange") / "a.geojson"
    content = collection(feature("W1"), strange, feature("W2", 1) | {"geometry": stranger}) | {"crs": stranger}
    try:
        parsed = parse_areas(write_json(path, content), "neighbourhood")
    except BadFile:
        return
    assert len(parsed.rows) + len(parsed.bad) == 3
    assert parsed.rows[0].code == "W1"


def test_addresses_of_crab(tmp_path):
    path = write_addresses(tmp_path / "a.csv", address_line("1"), address_line("1A", 0.3), address_line("1"))
    parsed = parse_addresses(path)
    assert [(row.street, row.number, row.postcode, row.municipality) for row in parsed.rows] == [
        ("Kerkstraat", "1", "9999", "Proefdorp"),
        ("Kerkstraat", "1A", "9999", "Proefdorp"),
    ]
    assert (parsed.repeated, parsed.bad) == (1, [])


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "EPSG:31370_x;EPSG:31370_y;EPSG:4326_lat;EPSG:4326_lon;box_number;house_number;municipality_name_nl;postcode;"
            "streetname_nl",
            "173500.1;174500.2;50.88;4.70;3;12;Leuven;3000;Bondgenotenlaan",
        ),
        ("STRAATNM;HUISNR;POSTKAN;GEMEENTE;X;Y", "Bondgenotenlaan;12;3000;Leuven;173311,2;174410,9"),
        (
            "straatnaam,huisnummer,postcode,gemeentenaam,EPSG:3812_x,EPSG:3812_y",
            "Bondgenotenlaan,12,3000,Leuven,673308,674406",
        ),
    ],
)
def test_other_headers_and_positions_in_lambert(tmp_path, header, line):
    (row,) = parse_addresses(write_addresses(tmp_path / "a.csv", line, header=header)).rows
    assert (row.street, row.number, row.postcode, row.municipality) == ("Bondgenotenlaan", "12", "3000", "Leuven")
    assert (row.lon, row.lat) == pytest.approx((4.70, 50.88), abs=0.002)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("9999,Proefdorp,,1,50.88,4.7,W1", "street is empty"),
        ("9999,Proefdorp,Kerkstraat, ,50.88,4.7,W1", "number is empty"),
        ("9999,Proefdorp,Kerkstraat,1,50.88,4.7", "6 columns instead of 7"),
        ("9999,Proefdorp,Kerkstraat,1,vijftig,4.7,W1", "not a number"),
        ("9999,Proefdorp,Kerkstraat,1,4.7,50.88,W1", "outside Belgium"),
        ("9999,Proefdorp,Kerkstraat,1,nan,4.7,W1", "outside Belgium"),
        (f"9999,Proefdorp,Kerkstraat,{'1' * 21},50.88,4.7,W1", "cannot be used"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, line, reason):
    path = write_addresses(tmp_path / "a.csv", address_line("1"), line, address_line("2"))
    parsed = parse_addresses(path)
    assert [row.number for row in parsed.rows] == ["1", "2"]
    (bad,) = parsed.bad
    assert bad.where == "line 3"
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("postcode,gemeente,straat_naam,huisnr,lat,lon", "street / straatnaam / straatnm"),
        ("postcode,gemeente,straatnaam,huisnr,lat,lengte", "lon and lat"),
    ],
)
def test_a_missing_column_is_named(tmp_path, header, missing):
    with pytest.raises(BadFile, match=missing):
        parse_addresses(write_addresses(tmp_path / "a.csv", "1,2,3,4,5,6", header=header))


def test_zones_of_municipalities(tmp_path):
    header = "nis,gemeente,ipz,politiezone"
    path = write_addresses(tmp_path / "a.csv", "1,A,z1,Z", "2,B,,Z", "1,A,z2,Z", "3,C", "3,C,z1,Z", header=header)
    parsed = parse_zones_of_municipalities(path)
    assert [(row.municipality_code, row.zone_code) for row in parsed.rows] == [("1", "z1"), ("3", "z1")]
    assert [bad.where for bad in parsed.bad] == ["line 3", "line 4", "line 5"]
