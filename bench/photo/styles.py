#!/usr/bin/env python3
"""Styles of our own, photographed by the shared generator's camera.

usage: styles.py GENERATOR OUTDIR [N=40] [SEED=11] [hard]
A box label with bars, a settings page as a list, an old telephone's grey display, a tablet lying,
a white dialog with a serial number that looks like an IMEI. Writes NNN.jpg and truth.json as the
shared generator does; every fifth picture is a negative."""
import json, os, sys

generator, folder = sys.argv[1], sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 11
sys.argv = ["photo_set.py", folder, str(count), "0", str(seed), *sys.argv[5:]]
scope = {}
exec(open(generator, encoding="utf-8").read().split("truth={}\n", 1)[0], scope)
np, cv2, Image, ImageDraw, ImageFont = (scope[name] for name in ("np", "cv2", "Image", "ImageDraw", "ImageFont"))
imei, rdig, fmt, barcode, photo, FONTS = (scope[name] for name in ("imei", "rdig", "fmt", "barcode", "photo", "F"))
HARD = scope["HARD"]
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


def font(family, size, bold=False):
    return ImageFont.truetype(MONO if family == "mono" else FONTS[family][int(bold)], size)


def numbers(r, negative):
    ims = [imei(r) for _ in range(2 if r.random() < 0.6 else 1)]
    return [m[:14] + str((int(m[14]) + 3) % 10) for m in ims] if negative else ims


def box(r, ims):
    """White label: two lines of small print, then each number under its bars."""
    img = Image.new("RGB", (1500, 420 + 330 * len(ims)), (250, 250, 248))
    d = ImageDraw.Draw(img)
    d.text((60, 40), "Smart Phone 5G 128GB  Model: SM-X" + rdig(r, 4), font=font("samsung", 46, True), fill=(10, 10, 10))
    d.text((60, 110), "S/N: R" + rdig(r, 10) + "   EAN 40" + rdig(r, 11), font=font("samsung", 36), fill=(10, 10, 10))
    y = 200
    for n, m in enumerate(ims):
        bars = barcode("c128", m, 1150, 150, r, None, None)
        img.paste(bars, (60, y))
        label = f"IMEI{n + 1}: " if len(ims) > 1 else "IMEI: "
        d.text((80, y + 180), label + m, font=font("samsung", 58), fill=(10, 10, 10))
        y += 330
    return np.array(img)


def settings(r, ims):
    """A settings page: names left, values right in grey."""
    dark = r.random() < 0.5
    img = Image.new("RGB", (1170, 2532), (0, 0, 0) if dark else (242, 242, 247))
    d = ImageDraw.Draw(img)
    ink, grey = ((240, 240, 240), (150, 150, 155)) if dark else ((20, 20, 20), (120, 120, 125))
    d.text((585, 120), "About", font=font("iphone", 54, True), fill=ink, anchor="mm")
    rows = [("Model Name", "Phone 13"), ("Serial Number", "F" + rdig(r, 9)), ("Wi-Fi Address", "A4:83:E7:" + rdig(r, 2) + ":1C:05")]
    rows += [("EID", "8904" + rdig(r, 16)), ("ICCID", "8901" + rdig(r, 16))]
    rows += [("IMEI" if n == 0 else "IMEI2", fmt(m, "space")) for n, m in enumerate(ims)]
    for n, (name, value) in enumerate(rows):
        y = 320 + 130 * n
        d.rectangle((40, y - 60, 1130, y + 64), fill=(28, 28, 30) if dark else (255, 255, 255))
        d.text((80, y), name, font=font("iphone", 46), fill=ink, anchor="lm")
        d.text((1090, y), value, font=font("iphone", 42), fill=grey, anchor="rm")
    return np.array(img)


def lcd(r, ims):
    """An old telephone: few large pixels, dark grey on green."""
    small = Image.new("L", (150, 24 * (2 * len(ims) + 1)), 0)
    d = ImageDraw.Draw(small)
    for n, m in enumerate(ims):
        d.text((4, 6 + 48 * n), "IMEI" if len(ims) == 1 else f"IMEI {n + 1}:", font=font("mono", 14), fill=255)
        d.text((4, 28 + 48 * n), m, font=font("mono", 14), fill=255)
    mask = np.array(small.resize((small.width * 7, small.height * 7), Image.NEAREST), np.float32)[..., None] / 255
    return (mask * np.array([40, 50, 40]) + (1 - mask) * np.array([150, 176, 120])).astype(np.uint8)


def tablet(r, ims):
    """A wide page with small text in its middle."""
    img = Image.new("RGB", (2360, 1640), (235, 236, 240))
    d = ImageDraw.Draw(img)
    d.rounded_rectangle((560, 420, 1800, 1100), radius=40, fill=(255, 255, 255))
    d.text((640, 520), "IMEI information", font=font("xiaomi", 56, True), fill=(20, 20, 20), anchor="lm")
    for n, m in enumerate(ims):
        d.text((640, 660 + 130 * n), f"IMEI (SIM slot {n + 1})   {m} / 0{n + 1}", font=font("xiaomi", 44), fill=(40, 40, 40), anchor="lm")
    d.text((640, 980), "Serial number   " + rdig(r, 15), font=font("xiaomi", 40), fill=(90, 90, 90), anchor="lm")
    return np.array(img)


STYLES = [box, settings, lcd, tablet]
truth = {}
for i in range(count):
    r = np.random.default_rng([seed, i])
    negative, style = i % 5 == 4, STYLES[i % len(STYLES)]
    ims = numbers(r, negative)
    screen = style(r, ims)
    W, H = [(1280, 960), (1600, 1200), (1920, 1080), (2592, 1944)][int(r.integers(4 if not HARD else 3))]
    coarse = [0, 0, 0, 0, 90, 180, 270][int(r.integers(7))]
    tall = screen.shape[0] > screen.shape[1]
    if tall != (coarse in (90, 270)):
        W, H = min(W, H), max(W, H)
    img, meta = photo(r, screen, W, H, coarse, 0)
    name = f"{i:03d}.jpg"
    cv2.imwrite(os.path.join(folder, name), img[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, meta["q"]])
    truth[name] = dict(imeis=[] if negative else ims, style=style.__name__, w=W, h=H, coarse_rot=coarse, neg=negative, **meta)
with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as out:
    json.dump(truth, out, indent=1)
print(len(truth), "pictures")
