"""Files as other programs write them, for the readers' tests. Made with numpy 2.4.6, safetensors 0.8.0, torch 2.15.0, Pillow 13.0.0.

Number k of every array is ((7 k) mod 11 - 5) / 4, or four times that where whole numbers are meant (plus 5 where they are unsigned).
Run in this folder: python make.py
"""
import gzip
import io
import struct
import zipfile

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch
from PIL import Image


def whole(shape, plus=0):
    k = np.arange(int(np.prod(shape)), dtype=np.int64)
    return ((7 * k) % 11 - 5 + plus).reshape(shape)


def real(shape, dtype="f8"):
    return (whole(shape) / 4).astype(dtype)


np.save("f8.npy", real((3, 4)))
np.save("f4.npy", real((3, 4), "f4"))
np.save("f2.npy", real((3, 4), "f2"))
np.save("f8-big-endian.npy", real((3, 4), ">f8"))
np.save("f8-fortran.npy", np.asfortranarray(real((2, 3, 4))))
np.save("f8-scalar.npy", real(()))
np.save("f4-vector.npy", real((5,), "f4"))
np.save("f8-empty.npy", real((0, 3)))
for code in ("i1", "i2", "i4", "i8"):
    np.save(code + ".npy", whole((2, 3)).astype(code))
for code in ("u1", "u2", "u4", "u8"):
    np.save(code + ".npy", whole((2, 3), 5).astype(code))
np.save("b1.npy", whole((2, 3)) > 0)
np.save("i8-too-large.npy", np.array([2**53 + 1]))
np.save("text.npy", np.array(["a"]))
np.save("complex.npy", np.array([1j]))
np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True)
np.save("records.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
with open("f8-version-2.npy", "wb") as f:
    np.lib.format.write_array(f, real((3, 4)), version=(2, 0))
with open("f8-version-3.npy", "wb") as f:
    np.lib.format.write_array(f, real((3, 4)), version=(3, 0))

np.savez("stored.npz", weight=real((3, 4)), bias=real((4,), "f4"))
np.savez_compressed("deflated.npz", **{"layer/weight": real((30, 40)), "label": whole((7,), 5)})

# Every size, offset and count as a 64-bit field, as archives beyond 4 GB have them.
zipfile.ZIP64_LIMIT = 0
zipfile.ZIP_FILECOUNT_LIMIT = 0
np.savez("wide.npz", weight=real((3, 4)), bias=real((4,), "f4"))

tensors = {
    "dense/weight": real((3, 4), "f4"),
    "bias": real((4,)),
    "ähnlich": real((2,), "f4"),
    "empty": real((0, 2), "f4"),
    "scalar": np.array(-1.25),
}
safetensors.numpy.save_file(tensors, "plain.safetensors", metadata={"format": "a \"quoted\"\ttext"})
safetensors.numpy.save_file({"f2": real((3,), "f2"), "i4": whole((3,)).astype("i4"), "b1": whole((3,)) > 0}, "kinds.safetensors")
safetensors.torch.save_file({"bf16": torch.tensor(real((5,))).to(torch.bfloat16)}, "bf16.safetensors")

pixels = whole((4, 3, 2), 5).astype("u1")
with gzip.GzipFile("images-idx3-ubyte.gz", "wb", mtime=0) as f:
    f.write(struct.pack(">BBBBIII", 0, 0, 8, 3, 4, 3, 2) + pixels.tobytes())
with open("floats.idx", "wb") as f:
    f.write(struct.pack(">BBBBII", 0, 0, 13, 2, 3, 4) + real((3, 4), ">f4").tobytes())

rng = np.random.default_rng(0)
grey = rng.integers(0, 256, (9, 7), dtype=np.uint8)
colour = rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)
np.save("png-grey.npy", grey)
np.save("png-colour.npy", colour)
Image.fromarray(grey).save("grey.png")
Image.fromarray(colour).save("colour.png")
Image.fromarray(np.dstack([colour, grey])).save("colour-alpha.png")
Image.fromarray(np.dstack([grey, grey])).save("grey-alpha.png")
Image.fromarray((grey.astype(np.uint16) * 257)).save("grey16.png")
Image.fromarray(grey > 127).save("bits.png")
palette = Image.fromarray((grey % 5).astype(np.uint8), mode="P")
palette.putpalette(list(range(10, 25)))
palette.save("palette.png")
