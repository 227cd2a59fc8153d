//! The QR code of a paper: as a drawing for PDF, as a picture for Word.

use qrcode::{Color, EcLevel, QrCode};

use crate::Error;

/// White around the code, in modules, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

/// Pixels of a module in the picture.
const SCALE: usize = 8;

/// As SVG.
pub(crate) fn svg(link: &str) -> Result<String, Error> {
    let modules = Modules::of(link)?;
    let side = modules.width + 2 * QUIET;
    let mut path = String::new();
    for (x, y) in modules.dark() {
        path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

/// As PNG, with its side in pixels.
pub(crate) fn png(link: &str) -> Result<(Vec<u8>, u32), Error> {
    let modules = Modules::of(link)?;
    let side = (modules.width + 2 * QUIET) * SCALE;
    let mut pixels = vec![u8::MAX; side * side];
    for (x, y) in modules.dark() {
        for row in 0..SCALE {
            let from = ((y + QUIET) * SCALE + row) * side + (x + QUIET) * SCALE;
            if let Some(run) = pixels.get_mut(from..from + SCALE) {
                run.fill(0);
            }
        }
    }
    let side = u32::try_from(side).map_err(|_| Error::Code)?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder
        .write_header()
        .map_err(|e| Error::Word(e.to_string()))?;
    writer
        .write_image_data(&pixels)
        .map_err(|e| Error::Word(e.to_string()))?;
    writer.finish().map_err(|e| Error::Word(e.to_string()))?;
    Ok((out, side))
}

struct Modules {
    width: usize,
    colours: Vec<Color>,
}

impl Modules {
    fn of(link: &str) -> Result<Self, Error> {
        let code =
            QrCode::with_error_correction_level(link, EcLevel::M).map_err(|_| Error::Code)?;
        Ok(Self {
            width: code.width(),
            colours: code.to_colors(),
        })
    }

    fn dark(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = self.colours.iter().enumerate();
        all.filter(|(_, colour)| **colour == Color::Dark)
            .map(|(at, _)| (at % self.width, at / self.width))
    }
}
