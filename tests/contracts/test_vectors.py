"""What every vector store does: Qdrant's local mode in a folder, and in memory.

A Qdrant server is reached over the same client; QDRANT_URL adds it to the suite where one runs.
"""

import gc
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from handlers.backends.local.vectors import Point, VectorStore
from handlers.errors import Unavailable

STORES = ["folder", ":memory:", *([os.environ["QDRANT_URL"]] if "QDRANT_URL" in os.environ else [])]


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    vectors = VectorStore(tmp_path if request.param == "folder" else request.param)
    yield vectors
    vectors.close()


@pytest.fixture
def collection():
    return f"things-{uuid.uuid4().hex}"


def axis(number):
    return np.eye(384, dtype=np.float32)[number]


def point(number, **payload):
    return Point(str(uuid.UUID(int=number)), axis(number), payload)


def test_the_nearest_comes_first(store, collection):
    store.put(collection, "bali", [point(number, n=number) for number in range(1, 5)])
    hits = store.nearest(collection, "bali", axis(3) * 0.8 + axis(2) * 0.6, 2)
    assert [hit.payload["n"] for hit in hits] == [3, 2]
    assert [hit.score for hit in hits] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_a_tenant_sees_its_own_points_only(store, collection):
    store.put(collection, "bali", [point(1)])
    store.put(collection, "java", [point(2)])
    assert [hit.id for hit in store.nearest(collection, "java", axis(1), 10)] == [point(2).id]
    assert store.get(collection, "java", point(1).id) is None
    assert store.get(collection, "bali", point(1).id) is not None
    assert store.count(collection, "bali") == 1


def test_a_tenant_deletes_its_own_points_only(store, collection):
    store.put(collection, "bali", [point(1, document="a")])
    store.put(collection, "java", [point(2, document="a")])
    store.delete(collection, "java", {"document": "a"})
    assert (store.count(collection, "bali"), store.count(collection, "java")) == (1, 0)


def test_points_are_filtered_by_their_payload(store, collection):
    store.put(collection, "bali", [point(1, collection="visas"), point(2, collection="tax")])
    assert [hit.id for hit in store.nearest(collection, "bali", axis(1), 10, {"collection": "tax"})] == [point(2).id]


def test_a_point_with_the_same_id_is_replaced(store, collection):
    store.put(collection, "bali", [point(1, text="old")])
    store.put(collection, "bali", [point(1, text="new")])
    assert store.count(collection, "bali") == 1
    assert store.get(collection, "bali", point(1).id)["text"] == "new"


def test_values_are_counted(store, collection):
    store.put(collection, "bali", [point(n, collection="visas" if n < 3 else "tax") for n in range(1, 4)])
    store.put(collection, "java", [point(9, collection="secret")])
    assert store.values(collection, "bali", "collection") == {"tax": 1, "visas": 2}


def test_a_collection_that_is_not_there_yet_is_empty(store, collection):
    assert store.nearest(collection, "bali", axis(0), 5) == []
    assert store.get(collection, "bali", point(1).id) is None
    assert store.values(collection, "bali", "collection") == {}
    assert store.count(collection, "bali") == 0


def test_many_threads_write_and_read(store, collection):
    store.put(collection, "bali", [point(0)])

    def work(number):
        store.put(collection, "bali", [point(number)])
        return store.nearest(collection, "bali", axis(number), 1)[0].id

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(1, 40))) == [point(number).id for number in range(1, 40)]
    assert store.count(collection, "bali") == 40


def test_points_outlive_the_process_that_wrote_them(tmp_path):
    first = VectorStore(tmp_path)
    first.put("things", "bali", [point(1, text="kept")])
    first.close()
    second = VectorStore(tmp_path)
    assert second.get("things", "bali", point(1).id)["text"] == "kept"
    second.close()


# Qdrant's local client leaves its lock file to the garbage collector when it is refused.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_folder_in_use_is_told_with_the_way_out(tmp_path):
    owner = VectorStore(tmp_path)
    owner.open()
    with pytest.raises(Unavailable, match=f"{tmp_path} is in use.*QDRANT_URL"):
        VectorStore(tmp_path).open()
    owner.close()
    gc.collect()


def test_a_server_that_is_not_there_is_unavailable(unused_tcp_port):
    store = VectorStore(f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Unavailable, match="Qdrant at http://127"):
        store.nearest("things", "bali", axis(0), 1)
    store.close()
