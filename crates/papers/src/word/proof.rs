//! How to check a paper: the QR code with its number and address.

use docx_rs::{
    LineSpacing, LineSpacingType, Paragraph, Pic, RelativeFromHType, RelativeFromVType, Run, Table,
    TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::Sheet;
use super::measures::{FINE, mm};
use super::styles::line;
use crate::{Error, Proof, qr};

/// EMU in a millimetre.
const EMU: u32 = 36_000;

/// The code with its lines beside it; its side in millimetres.
pub(crate) fn table(sheet: &Sheet<'_>, proof: &Proof, side: u32) -> Result<Table, Error> {
    let width = mm(side + 3) as usize;
    let (picture, pixels) = qr::png(&proof.link)?;
    let picture = Pic::new_with_dimensions(picture, pixels, pixels)
        .size(side * EMU, side * EMU)
        .id("rIdCode");
    let code = small(Paragraph::new().add_run(Run::new().add_image(picture)));
    let code = TableCell::new()
        .add_paragraph(code)
        .width(width, WidthType::Dxa);
    let text = lines(proof).iter().fold(TableCell::new(), |cell, text| {
        cell.add_paragraph(small(line(text, &sheet.fonts.text, FINE)))
    });
    let rest = sheet.width().saturating_sub(width);
    let text = text
        .vertical_align(VAlignType::Center)
        .width(rest, WidthType::Dxa);
    let table = Table::without_borders(vec![TableRow::new(vec![code, text])])
        .set_grid(vec![width, rest])
        .width(sheet.width(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0));
    Ok(table)
}

fn picture(proof: &Proof, side: u32) -> Result<Pic, Error> {
    let (picture, pixels) = qr::png(&proof.link)?;
    Ok(Pic::new_with_dimensions(picture, pixels, pixels)
        .size(side * EMU, side * EMU)
        .id("rIdCode"))
}

/// The same without a table, whose pictures docx-rs does not find in heads of
/// pages: the code floats on the left of its lines.
pub(crate) fn beside(sheet: &Sheet<'_>, proof: &Proof, side: u32) -> Result<Vec<Paragraph>, Error> {
    let left = i32::try_from(mm(side + 3)).unwrap_or_default();
    let written = lines(proof).into_iter().enumerate().map(|(at, text)| {
        let paragraph = line(&text, &sheet.fonts.text, FINE).indent(Some(left), None, None, None);
        let paragraph = small(paragraph);
        if at > 0 {
            return Ok(paragraph);
        }
        let picture = picture(proof, side)?
            .floating()
            .relative_from_h(RelativeFromHType::Column)
            .relative_from_v(RelativeFromVType::Paragraph)
            .overlapping();
        Ok(paragraph.add_run(Run::new().add_image(picture)))
    });
    written.collect()
}

fn lines(proof: &Proof) -> [String; 3] {
    let fingerprint = proof.fingerprint.as_deref().unwrap_or("以核验页所示为准");
    [
        format!("核验编号：{}", proof.number),
        format!("核验地址：{}", proof.link),
        format!("SM3指纹：{fingerprint}"),
    ]
}

fn small(paragraph: Paragraph) -> Paragraph {
    let spacing = LineSpacing::new()
        .line_rule(LineSpacingType::AtLeast)
        .line(260);
    paragraph.snap_to_grid(false).line_spacing(spacing)
}
