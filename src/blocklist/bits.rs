//! Bits of a page, least significant first.

/// Bytes of a page.
pub const PAGE: usize = 4096;
/// Bytes of a page that hold bits; the footer follows.
pub(crate) const BODY: usize = PAGE - FOOTER;
/// Bytes of a page's footer: first key, counts, checksum.
pub(crate) const FOOTER: usize = 16;

/// Up to 57 bits from bit `at` on; zeros beyond the page's end. The footer keeps every read of
/// the body inside the page.
#[inline]
pub(crate) fn peek(page: &[u8; PAGE], at: usize) -> u64 {
    let byte = at >> 3;
    match page.get(byte..byte + 8).and_then(|bytes| bytes.try_into().ok()) {
        Some(bytes) => u64::from_le_bytes(bytes) >> (at & 7),
        None => 0,
    }
}

/// The lowest `bits` bits of `value`; `bits` is at most 57.
#[inline]
pub(crate) fn low(value: u64, bits: u32) -> u64 {
    value & ((1_u64 << bits) - 1)
}

/// Writes bits into a page's body. What does not fit is not written; the encoder counts before.
pub(crate) struct Writer<'a> {
    body: &'a mut [u8; PAGE],
    held: u64,
    filled: u32,
    byte: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(body: &'a mut [u8; PAGE]) -> Self {
        Self { body, held: 0, filled: 0, byte: 0 }
    }

    /// Appends the lowest `bits` bits of `value`; at most 32.
    #[inline]
    pub(crate) fn put(&mut self, value: u64, bits: u32) {
        self.held |= low(value, bits) << self.filled;
        self.filled += bits;
        if self.filled >= 32 {
            let four = self.held.to_le_bytes();
            let slots = self.body.iter_mut().skip(self.byte).take(4);
            slots.zip(four).for_each(|(to, from)| *to = from);
            self.byte += 4;
            self.held >>= 32;
            self.filled -= 32;
        }
    }

    /// Appends `zeros` zeros and a one.
    #[inline]
    pub(crate) fn unary(&mut self, mut zeros: u64) {
        while zeros >= 32 {
            self.put(0, 32);
            zeros -= 32;
        }
        self.put(1 << zeros, u32::try_from(zeros).unwrap_or(31) + 1);
    }

    /// Writes what is left.
    pub(crate) fn finish(self) {
        let left = self.filled.div_ceil(8) as usize;
        let slots = self.body.iter_mut().skip(self.byte).take(left);
        slots.zip(self.held.to_le_bytes()).for_each(|(to, from)| *to = from);
    }
}

/// Appends a number, 7 bits a byte, low first.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

/// Bytes read in order; `None` at the end, never beyond it.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                // One number has one spelling.
                return (byte != 0 || shift == 0).then_some(value);
            }
        }
        None
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// Text of a length that stands before it.
    pub(crate) fn text(&mut self, most: usize) -> Option<&'a str> {
        let length = usize::try_from(self.varint()?).ok().filter(|&n| n <= most)?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}
