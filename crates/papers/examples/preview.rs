//! Writes every letter and form with the samples of its template, as PDF and
//! Word, to look at a changed template or layout:
//!
//! `cargo run -p tongchou-papers --example preview -- OUT [TEMPLATES [FONTS]]`

use std::path::PathBuf;
use std::time::Instant;

use tongchou_papers::{Fonts, Head, Kind, Papers, Press, Proof};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("say where to write to")?;
    let templates = arguments.next();
    let papers = Papers::load(templates.as_deref())?;
    let press = Press::new(&papers, Fonts::find(arguments.next().as_deref())?)?;
    std::fs::create_dir_all(&out)?;
    for &kind in Kind::ALL {
        let paper = papers.fill(kind, &head(kind), &papers.sample(kind)?)?;
        let began = Instant::now();
        let pdf = press.pdf(&paper)?;
        let set = began.elapsed();
        let docx = papers.docx(&paper)?;
        println!(
            "{kind}: {} ms, {} and {} bytes",
            set.as_millis(),
            pdf.len(),
            docx.len()
        );
        std::fs::write(out.join(format!("{kind}.pdf")), pdf)?;
        std::fs::write(out.join(format!("{kind}.docx")), docx)?;
    }
    Ok(())
}

fn head(kind: Kind) -> Head {
    let base = Head {
        organ: "北京市西城区科技和信息化局".into(),
        number: Some("西科信函〔2026〕12号".into()),
        recipient: Some("区民政局".into()),
        date: Some(jiff::civil::date(2026, 11, 23)),
        proof: Some(Proof {
            link: "https://example.invalid/verify/XC7K2M9Q".into(),
            number: "XC7K-2M9Q".into(),
            fingerprint: None,
        }),
        copies: vec!["区财政局".into(), "区审计局".into(), "区委网信办".into()],
        ..Head::default()
    };
    match kind {
        Kind::OpinionLetter => Head {
            annexes: vec!["批准内容明细表".into(), "专家评审意见汇总".into()],
            ..base
        },
        Kind::MeetingMinutes => Head {
            number: Some("第6期".into()),
            recipient: None,
            ..base
        },
        Kind::Circular => Head {
            number: Some("西科信发〔2027〕3号".into()),
            recipient: Some("各街道办事处，区各有关部门".into()),
            ..base
        },
        _ if kind.is_form() => Head {
            organ: "北京市西城区民政局".into(),
            number: Some("XC-2026-0132".into()),
            recipient: None,
            copies: Vec::new(),
            ..base
        },
        _ => base,
    }
}
