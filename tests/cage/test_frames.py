from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cage import frames


@given(st.lists(st.binary(max_size=50) | st.just(b"x" * 70_000), max_size=5), st.integers(0, 3))
def test_frames_arrive_as_they_were_sent(blobs: list[bytes], kind: int) -> None:
    """Frames arrive as they were sent."""
    stream = io.BytesIO()
    frames.send(stream, kind, blobs)
    frames.send(stream, frames.ANSWER, [b"next"])
    stream.seek(0)
    assert frames.receive(stream) == (kind, blobs)
    assert frames.receive(stream) == (frames.ANSWER, [b"next"])
    with pytest.raises(EOFError):
        frames.receive(stream)


@pytest.mark.parametrize("announced", [struct.pack("<BL", 2, 0xFFFFFFFF), struct.pack("<BLL", 2, 1, 0xFFFFFFFF)])
def test_a_frame_that_announces_gigabytes_is_not_waited_for(announced: bytes) -> None:
    """A frame that announces gigabytes is not waited for."""
    with pytest.raises(frames.FrameError, match="announced"):
        frames.receive(io.BytesIO(announced))


def test_the_blobs_of_a_frame_are_bounded_together() -> None:
    """Many blobs are no way around the bound."""
    stream = io.BytesIO()
    frames.send(stream, frames.ANSWER, [b"x" * 600] * 2)
    stream.seek(0)
    with pytest.raises(frames.FrameError, match="announced"):
        frames.receive(stream, most=1000)
