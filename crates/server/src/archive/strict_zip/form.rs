//! The one form of a ZIP file that is written and read here
//! (`docs/archive-package.md`, section 1): its signatures, its fixed numbers, and the
//! stored blocks that hold an entry's bytes.

pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const CENTRAL: u32 = 0x0201_4b50;
pub(super) const DESCRIPTOR: u32 = 0x0807_4b50;
pub(super) const END: u32 = 0x0605_4b50;
pub(super) const END64: u32 = 0x0606_4b50;
pub(super) const LOCATOR64: u32 = 0x0706_4b50;
/// Method 8, and the first day that a ZIP file knows.
pub(super) const METHOD_TIME_DATE: [u16; 3] = [8, 0, 0x21];
/// A plain file that its owner may write.
pub(super) const PLAIN_FILE: u32 = 0o100_644 << 16;
/// Made where files have owners; the version that a reader needs comes with it.
pub(super) const OWNED: u16 = 3 << 8;
/// What a short number holds where the long one is elsewhere.
pub(super) const WIDE: u64 = 0xffff_ffff;
/// An entry of so many bytes has long sizes: a little under the bound, for its
/// blocks come on top.
pub(super) const WIDE_FROM: u64 = 4_000_000_000;
/// Room for the long sizes, which come after the bytes.
pub(super) const ROOM: [u8; 20] = [1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// Of a block's bytes: every one but the last is full.
pub(super) const BLOCK: u16 = u16::MAX;
/// Of what stands before a block's bytes.
pub(super) const BLOCK_HEAD: usize = 5;

/// Sizes come after the bytes; the name is UTF-8.
pub(super) fn flags(name: &str) -> u16 {
    if name.is_ascii() { 0x0008 } else { 0x0808 }
}

/// The version that a reader needs.
pub(super) fn version(wide: bool) -> u16 {
    if wide { 45 } else { 20 }
}

/// How long an entry of so many bytes is with its blocks' heads.
pub(super) fn packed(size: u64) -> Option<u64> {
    let blocks = size.div_ceil(u64::from(BLOCK)).max(1);
    size.checked_add(blocks.checked_mul(BLOCK_HEAD as u64)?)
}

/// What stands before a block's bytes: whether it is the last, and its length
/// twice.
pub(super) fn block_head(length: u16, last: bool) -> [u8; BLOCK_HEAD] {
    let [low, high] = length.to_le_bytes();
    [u8::from(last), low, high, !low, !high]
}
