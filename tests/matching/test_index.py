import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.matching.index import _FIRST_ROOM, Index
from seemly.matching.pdq import PdqHash, distance

ZERO = PdqHash(0)
hashes = st.integers(0, 2**256 - 1).map(PdqHash)
# Near ones too, or hypothesis would hardly ever draw two hashes within reach of each other.
near_zero = st.sets(st.integers(0, 255), max_size=40).map(
    lambda bits: PdqHash(sum(1 << bit for bit in bits))
)


def with_bits(*bits: int) -> PdqHash:
    return PdqHash(sum(1 << bit for bit in bits))


def test_nearest_first_then_by_name() -> None:
    index = Index([("b", with_bits(1, 2)), ("a", with_bits(200, 100)), ("c", ZERO)])
    assert index.near(ZERO) == [("c", 0), ("a", 2), ("b", 2)]


def test_31_bits_are_a_copy_and_32_are_not() -> None:
    at = with_bits(*range(100, 131))
    index = Index([("in", at), ("out", PdqHash(at.bits | 1))])
    assert index.near(ZERO) == [("in", 31)]
    assert index.near(ZERO, within=32) == [("in", 31), ("out", 32)]


def test_what_was_removed_is_not_found_again() -> None:
    index = Index([("a", ZERO), ("b", ZERO)])
    index.remove("a")
    index.remove("never there")
    assert index.near(ZERO) == [("b", 0)]
    assert "a" not in index
    assert len(index) == 1


def test_adding_an_id_again_gives_it_the_new_hash() -> None:
    index = Index([("a", ZERO)])
    index.add("a", with_bits(*range(64)))
    assert index.near(ZERO) == []
    assert index.near(with_bits(*range(64))) == [("a", 0)]
    assert len(index) == 1


def test_adding_the_same_again_and_again_takes_no_room() -> None:
    index = Index([("a", ZERO)])
    for _ in range(3 * _FIRST_ROOM):
        index.add("a", ZERO)
    assert len(index._shelf.ids) == 1


def test_of_several_hashes_the_nearest_counts() -> None:
    index = Index([("a", with_bits(1)), ("far", with_bits(*range(128)))])
    turns = [with_bits(1, 2, 3), with_bits(1, 2), PdqHash(2**256 - 1)]
    assert index.near_any(turns) == [("a", 1)]
    assert index.near_any([]) == []


def test_it_moves_to_greater_room_and_leaves_the_removed_behind() -> None:
    values = {str(n): PdqHash(n << 128) for n in range(3 * _FIRST_ROOM)}
    index = Index(values.items())
    for n in range(0, 3 * _FIRST_ROOM, 2):
        index.remove(str(n))
    for n in range(3 * _FIRST_ROOM, 5 * _FIRST_ROOM):
        index.add(str(n), PdqHash(n << 128))
    assert len(index) == 3 * _FIRST_ROOM + _FIRST_ROOM // 2
    assert index.near(PdqHash(7 << 128), within=0) == [("7", 0)]
    assert index.near(PdqHash(8 << 128), within=0) == []


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), hashes | near_zero, st.booleans())),
    near_zero,
    st.integers(0, 256),
)
def test_it_finds_what_comparing_one_by_one_finds(
    changes: list[tuple[str, PdqHash, bool]], query: PdqHash, within: int
) -> None:
    index, kept = Index(), dict[str, PdqHash]()
    for key, value, stays in changes:
        index.add(key, value)
        kept[key] = value
        if not stays:
            index.remove(key)
            del kept[key]
    near = [(key, distance(value, query)) for key, value in kept.items()]
    expected = sorted((d, key) for key, d in near if d <= within)
    assert [(d, key) for key, d in index.near(query, within)] == expected


@settings(max_examples=5)
@given(st.integers(2, 6))
def test_threads_that_add_remove_and_search_do_not_disturb_each_other(threads: int) -> None:
    index = Index([("always", ZERO)])
    begin = threading.Barrier(threads)
    wrong: list[object] = []

    def work(number: int) -> None:
        begin.wait()
        for n in range(400):
            index.add(f"{number}-{n}", with_bits(*range(64, 128)))
            if n % 2:
                index.remove(f"{number}-{n}")
            if index.near(ZERO) != [("always", 0)]:
                wrong.append(index.near(ZERO))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong
    assert len(index) == 1 + threads * 200
    assert len(index.near(with_bits(*range(64, 128)), within=0)) == threads * 200
