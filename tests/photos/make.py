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


def screen(name, lines, turn=0):
    image = Image.new("RGB", (760, 80 + 100 * len(lines)), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(lines):
        draw.text((50, 60 + 100 * n), line, font=ImageFont.truetype(FONT, 46), fill=(30, 30, 34))
    image = image.rotate(turn, expand=True, fillcolor=(235, 235, 238))
    image.save(f"{OUT}/{name}.jpg", quality=85)


A, B = check("00101701000451"), check("00101701000452")
LISTED = check("00101701900001")
screen("two", [f"IMEI1: {A}", f"IMEI2: {B}"], turn=4)
screen("listed", [f"IMEI: {LISTED}"])
# The last digit is wrong: no check digit holds, so that a person has to look.
wrong = A[:14] + str((int(A[14]) + 1) % 10)
screen("review", [f"IMEI: {wrong}"])
print(A, B, LISTED, wrong)
