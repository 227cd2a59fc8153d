//! The measures of GB/T 9704-2012 in twips (a twentieth of a point), sizes of
//! letters in half points.

/// A4: short and long side.
pub(crate) const PAGE: (u32, u32) = (11906, 16838);

/// 天头 37 mm, 订口 28 mm; what is left of a type area of 156 by 225 mm.
pub(crate) const TOP: i32 = 2098;
pub(crate) const LEFT: i32 = 1588;
pub(crate) const RIGHT: i32 = 1474;
pub(crate) const BOTTOM: i32 = 1984;
pub(crate) const FORM_TOP: i32 = 1701;
pub(crate) const FORM_BOTTOM: i32 = 1588;

/// The upper edge of a 函's mark lies 30 mm below that of the page.
pub(crate) const HEADER: i32 = 1701;

/// How to check a form stands 9 mm below the upper edge.
pub(crate) const FORM_HEADER: i32 = 510;

/// The lower edge of all footers, 14 mm from that of the page: 6 mm of line
/// bring the red double line of a 函 to the 20 mm that the standard asks.
pub(crate) const FOOTER: i32 = 794;
pub(crate) const FOOT_LINE: i32 = 340;

/// 22 lines of 28 characters: 225 mm / 22, and what each character of 16
/// points gives up to fit 28 into 156 mm. Not by a grid of characters: that
/// would space the small letters of tables too.
pub(crate) const GRID_LINE: usize = 579;
pub(crate) const TIGHT: i32 = -5;
pub(crate) const LINE: i32 = 579;

/// 3号, 2号, 4号, 小四 and the sizes of marks.
pub(crate) const TEXT: usize = 32;
pub(crate) const TITLE: usize = 44;
pub(crate) const SMALL: usize = 28;
pub(crate) const CELL: usize = 24;
pub(crate) const LABEL: usize = 22;
pub(crate) const FINE: usize = 18;

/// The width of a character of the text.
pub(crate) const HANZI: i32 = 316;

/// The red of marks and lines.
pub(crate) const RED: &str = "E60012";

/// Millimetres in twips.
pub(crate) fn mm(millimetres: u32) -> u32 {
    millimetres * 1440 * 10 / 254
}
