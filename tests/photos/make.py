#!/usr/bin/env python3
"""Draws the pictures of these tests: *#06# screens with numbers of the test range (reporting body 00).
usage: make.py OUTDIR (needs Pillow and DejaVu Sans)"""
import sys
from PIL import Image, ImageDraw, ImageFont

OUT = sys.argv[1]
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def check(body):
    total = 0
    for n, c in enumerate(body):
        d = int(c) * (2 if n % 2 else 1)
        total += d - 9 if d > 9 else d
    return body + str((10 - total % 10) % 10)


def screen(name, lines, size=(1080, 1400), quality=85, turn=0):
    image = Image.new("RGB", size, (236, 236, 240))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 300, 1020, 1000), 40, (255, 255, 255))
    draw.text((120, 350), "Device information", font=ImageFont.truetype(FONT, 52), fill=(20, 20, 24))
    for n, line in enumerate(lines):
        draw.text((120, 480 + 110 * n), line, font=ImageFont.truetype(FONT, 50), fill=(30, 30, 34))
    draw.text((840, 900), "OK", font=ImageFont.truetype(FONT, 48), fill=(26, 115, 232))
    image = image.rotate(turn, expand=True, fillcolor=(120, 110, 100))
    image.save(f"{OUT}/{name}.jpg", quality=quality)


A, B = check("00101701000451"), check("00101701000452")
LISTED = check("00101701900001")
screen("two", [f"IMEI1: {A}", f"IMEI2: {B}"], turn=4)
screen("listed", [f"IMEI: {LISTED}"])
# The last digit is wrong: no check digit holds, so that a person has to look.
wrong = A[:14] + str((int(A[14]) + 1) % 10)
screen("review", [f"IMEI: {wrong}"])
print(A, B, LISTED, wrong)
