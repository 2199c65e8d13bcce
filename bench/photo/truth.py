#!/usr/bin/env python3
"""The truth of a set of the shared generator without rendering its photos again: what a set needs
whose rendering was interrupted (the generator writes truth.json last).

usage: truth.py GENERATOR OUTDIR N_POS N_NEG SEED [hard]
Writes OUTDIR/truth.json for all pictures of the whole set, rendered or not; takes 0.03 s a picture."""
import json, os, sys

generator, folder, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
source = open(generator, encoding="utf-8").read()
sys.argv = ["photo_set.py", folder, *arguments]
head, tail = source.split("truth={}\n", 1)
scope = {}
exec(head, scope)
# The screen's numbers are drawn before anything of the photo: leaving the photo out changes none.
loop = tail[: tail.index("json.dump(truth")]
for costly, instead in [
    ("img,meta=photo(r,scr,W,H,coarse,0)", "meta={}"),
    ("cv2.imwrite(os.path.join(OUT,fn),img[...,::-1],[cv2.IMWRITE_JPEG_QUALITY,meta['q']])", "pass"),
]:
    if costly not in loop:
        sys.exit(f"{generator} is another version: {costly} is not in it")
    loop = loop.replace(costly, instead)
scope["truth"] = {}
exec(loop, scope)
with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as out:
    json.dump(scope["truth"], out, indent=1)
print(len(scope["truth"]), "pictures")
